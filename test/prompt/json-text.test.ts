/** The strict reading of JSON: what two parsers could read differently is refused, with an error that says what and where. */

import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { visit } from 'jsonc-parser'
import { endpointOf } from '../../src/prompt/endpoint.ts'
import { extract } from '../../src/prompt/extract.ts'
import { ProxyError } from '../../src/proxy/errors.ts'

const CHAT = endpointOf('/v1/chat/completions')
const UNKNOWN = endpointOf('/v9/unknown')

/** The texts that are read, or the error's code and message. */
function read(body: string | Uint8Array, endpoint = UNKNOWN): readonly string[] | string {
  try {
    return extract(Buffer.from(body), 'application/json', endpoint).segments.map(({ text }) => text)
  } catch (error) {
    if (error instanceof ProxyError) return `${error.code}: ${error.message}`
    throw error
  }
}

const INVALID = 'invalid_json: The body is not valid JSON.'
const UTF8 = 'invalid_utf8: The body is not valid UTF-8.'
const SURROGATE = `${INVALID} A \\u escape is one half of a surrogate pair.`
const duplicate = (path: string) =>
  `duplicate_json_key: The body repeats a key of a JSON object. The second one is at ${path}.`
const nested = (levels: number, inner = '"deep down"') =>
  '[{"a":'.repeat(levels / 2) + inner + '}]'.repeat(levels / 2)
const bytes = (...parts: (string | readonly number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))))

describe('what is refused', () => {
  test.each<readonly [what: string, body: string | Uint8Array, error: string]>([
    ['a repeated key', '{"a":"x y","a":"z"}', duplicate('a')],
    ['a repeated key of equal value', '{"a":1,"a":1}', duplicate('a')],
    [
      'a repeated key in an object in arrays',
      '[[{"b":[0,{"c":1,"d":2,"c":3}]}]]',
      duplicate('[0][0].b[1].c'),
    ],
    ['a repeated key below the same key', '{"a":{"a":{"a":1}},"b":{"a":{"a":1,"a":2}}}', duplicate('b.a.a')],
    [
      'a repeated key behind long text',
      `{"t":"${'\\"{}[],:'.repeat(999)}","m":{"k":1,"k":2}}`,
      duplicate('m.k'),
    ],
    ['a key repeated as an escape', '{"role":"x","\\u0072ole":"y"}', duplicate('role')],
    ['a key repeated as another escape', '{"a\\/b":1,"a/b":2}', duplicate('[*]')],
    ['a key with quotes, repeated', '{"say \\"hi\\"":1,"say \\"hi\\"":2}', duplicate('[*]')],
    ['an empty key, repeated', '{"":1,"":2}', duplicate('[*]')],
    ['a repeated __proto__', '{"__proto__":{"x":1},"__proto__":2}', duplicate('__proto__')],
    ['a repeated index', '{"0":1,"b":{},"0":2}', duplicate('[*]')],
    ['a repeated key whose first value is an object', '{"a":{"b":["c d"]},"a":null}', duplicate('a')],
    ['two documents', '{"a":1}{"a":2}', INVALID],
    ['two documents, a line each', '{"a":1}\n{"a":2}', INVALID],
    ['a document and more', '{"a":1} and more', INVALID],
    ['a document and a NUL', '{"a":1}\0', INVALID],
    ['nothing but space', '  \n', INVALID],
    ['half a document', '{"a":[1,2', INVALID],
    [
      'a byte order mark',
      bytes([0xef, 0xbb, 0xbf], '{"a":1}'),
      `${INVALID} It begins with a byte order mark (RFC 8259, section 8.1).`,
    ],
    ['UTF-16', Buffer.from('{"a":1}', 'utf16le'), INVALID],
    ['UTF-16 with its mark', bytes([0xff, 0xfe, 0x7b, 0, 0x7d, 0]), UTF8],
    ['NaN', '{"a":NaN}', INVALID],
    ['Infinity', '{"a":-Infinity}', INVALID],
    ['a comment', '{"a":1 /* "b":2 */}', INVALID],
    ['a trailing comma', '{"a":1,}', INVALID],
    ['single quotes', "{'a':1}", INVALID],
    ['a name without quotes', '{a:1}', INVALID],
    ['a raw tab in a string', '{"a":"x\ty"}', INVALID],
    ['a raw line break in a string', '{"a":"x\ny"}', INVALID],
    ['an escape that JSON has not', '{"a":"\\x41"}', INVALID],
    ['an octal number', '{"a":012}', INVALID],
    ['a hexadecimal number', '{"a":0x1}', INVALID],
    ['a plus sign', '{"a":+1}', INVALID],
    ['a no-break space between tokens', '{\u00a0"a":1}', INVALID],
    ['a lone high surrogate', '{"a":"\\ud83d"}', SURROGATE],
    ['a lone low surrogate', '{"a":["\\uDE00"]}', SURROGATE],
    ['a reversed pair', '{"a":"\\ude00\\ud83d"}', SURROGATE],
    ['a lone surrogate in a key', '{"b":{"\\uD83Dx":1}}', SURROGATE],
    ['a surrogate in bytes', bytes('{"a":"', [0xed, 0xa0, 0xbd], '"}'), UTF8],
    ['a byte that is no UTF-8', bytes('{"a":"', [0xff], '"}'), UTF8],
    ['a character that breaks off', bytes('{"a":"', [0xe2, 0x82], '"}'), UTF8],
    ['an overlong quote', bytes('{"a":"x', [0xc0, 0xa2], '}'), UTF8],
    ['nesting of 258 levels', nested(258), `${INVALID} It is nested deeper than 256 levels.`],
    [
      'nesting of a million levels',
      '['.repeat(1e6) + ']'.repeat(1e6),
      `${INVALID} It is nested deeper than 256 levels.`,
    ],
  ])('%s', (_, body, error) => {
    expect(read(body)).toBe(error)
  })

  test('a key that differs in case only from a field of the format', () => {
    expect(read('{"messages":[],"Messages":[{"role":"user","content":"x y"}]}', CHAT)).toBe(
      'duplicate_json_key: The body repeats a key of a JSON object. Messages differs from another one in case only, which some parsers ignore.',
    )
  })

  test('an error never quotes the body', () => {
    for (const body of ['{"secret words":1,"secret words":2}', '{"a":"secret words', '{"a":secret words}'])
      expect(read(body)).not.toInclude('secret')
  })
})

describe('what is read', () => {
  test.each<readonly [what: string, body: string, texts: readonly string[]]>([
    ['equal keys in two objects', '[{"a":"one x"},{"a":"two x"}]', ['one x', 'two x']],
    ['a key and an equal value', '{"a b":"a b"}', ['a b', 'a b']],
    ['escapes', '{"a":"\\u0049gnore \\ud83d\\ude00 \\"all\\" \\\\"}', ['Ignore \u{1f600} "all" \\']],
    ['an escaped key', '{"say\\u0020it":1}', ['say it']],
    [
      '__proto__ and its like',
      '{"__proto__":"one x","constructor":{"toString":"two x"}}',
      ['one x', 'two x'],
    ],
    ['nesting of 256 levels', nested(256), ['deep down']],
    ['space around', ' \r\n\t{"a":"x y"}\n', ['x y']],
    ['a string alone', '"x y"', ['x y']],
    ['no string', '[1,null,true]', []],
    ['numbers that no double holds', '{"a":123456789012345678901234567890,"b":1e999}', []],
  ])('%s', (_, body, texts) => {
    expect(read(body)).toEqual(texts)
  })
})

test('a key is refused exactly if its own object has it already, wherever and however it is written', () => {
  const escaped = (text: string) =>
    `"${[...text].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"`
  const string = fc
    .tuple(fc.constantFrom('a', 'b', 'role', '"', '\\', '{"a":1', '\\"', ':', ''), fc.boolean())
    .map(([text, isEscaped]) => (isEscaped ? escaped(text) : JSON.stringify(text)))
  const { json } = fc.letrec<{ json: string }>((tie) => ({
    json: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      string,
      fc.constantFrom('1', 'null', '{}', '[]'),
      fc.array(tie('json'), { maxLength: 4 }).map((items) => `[${items.join(', ')}]`),
      fc
        .array(fc.tuple(string, tie('json')), { maxLength: 4 })
        .map((members) => `{${members.map(([key, value]) => `${key} : ${value}`).join(',')}}`),
    ),
  }))
  fc.assert(
    fc.property(json, (body) => {
      const answer = read(body)
      expect(typeof answer === 'string' && answer.startsWith('duplicate_json_key')).toBe(repeatsKey(body))
    }),
    { numRuns: 3000 },
  )
})

/** As another parser's events tell it. */
function repeatsKey(text: string): boolean {
  const open: Set<string>[] = []
  let repeated = false
  visit(text, {
    onObjectBegin: () => {
      open.push(new Set())
    },
    onObjectEnd: () => {
      open.pop()
    },
    onObjectProperty(key) {
      repeated ||= open.at(-1)?.has(key) ?? false
      open.at(-1)?.add(key)
    },
  })
  return repeated
}
