/** Counting the strings of a JSON text, at every alignment and length that a part of a body can have. */

import { expect, test } from 'bun:test'
import { glance } from '../../src/prompt/string-tokens.ts'

const TEXTS = [
  '1',
  '""',
  '[]',
  '{}',
  '"a"',
  '["\\""]',
  '{"a\\\\":"\\"b\\\\\\""}',
  `["${'\\"'.repeat(3000)}"]`,
  `[${'"",'.repeat(2000)}1]`,
  // Over more than one page of memory
  `[${'"a b",'.repeat(30_000)}""]`,
]

test.each(TEXTS.map((text) => [text.slice(0, 20), text] as const))('%s', (_, text) => {
  const expected = text.replace(/"(?:[^"\\]|\\.)*"/g, 's').split('s').length - 1
  for (let offset = 0; offset < 8; offset++) {
    const bytes = Buffer.concat([Buffer.alloc(offset, '"'), Buffer.from(text), Buffer.from('"""')])
    const aligned = new Uint8Array(new Uint8Array(bytes).buffer, offset, Buffer.byteLength(text))
    expect(glance(text, aligned).strings).toBe(expected)
  }
})

test.each<readonly [text: string, hasEscapes: boolean, mayHide: boolean, hasDigits?: boolean]>([
  ['"a b & c # d 50% and !"', false, false],
  ['"\\n\\\\n \\"%d, %s\\""', false, false],
  ['"\\u00e9"', true, false],
  ['"\\u0026"', true, true],
  ['"&#105;"', false, true],
  ['"\\\\u0069"', true, true],
  ['"\\\\x69"', false, true],
  ['"%69%67"', false, true],
  ['"!!binary"', false, true],
  [`"${'0123456789'.repeat(5)}"`, false, false, true],
  [`"${'0123456789'.repeat(5).replaceAll('5', '/')}:"`, false, false],
])(
  'escapes and digits in %s are seen wherever they stand',
  (json, hasEscapes, mayHide, hasDigits = false) => {
    for (const before of [
      0, 1, 7, 12, 13, 14, 15, 16, 17, 65_520, 65_530, 65_532, 65_533, 65_534, 65_535, 65_536,
    ]) {
      const text = `${' '.repeat(before)}${json}`
      const bytes = Buffer.from(text)
      // What has been there before is not seen again.
      glance(
        '"&#105; \\\\u0069 %69%67 !!"'.padEnd(100),
        Buffer.from('"&#105; \\\\u0069 %69%67 !!"'.padEnd(100)),
      )
      expect([before, glance(text, bytes)]).toEqual([before, { strings: 1, hasEscapes, mayHide, hasDigits }])
    }
  },
)
