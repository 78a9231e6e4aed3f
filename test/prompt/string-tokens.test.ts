/** Counting the strings of a JSON text, at every alignment and length that a part of a body can have. */

import { expect, test } from 'bun:test'
import { countStringTokens } from '../../src/prompt/string-tokens.ts'

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
    expect(countStringTokens(text, aligned)).toBe(expected)
  }
})
