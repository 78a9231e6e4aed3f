/** Other texts in the place of segments: nothing but their own bytes changes, in every kind of body. */

import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { endpointOf } from '../../src/prompt/endpoint.ts'
import { extract } from '../../src/prompt/extract.ts'
import { rewriteBody } from '../../src/prompt/rewrite.ts'
import type { Segment } from '../../src/prompt/segment.ts'
import { encodeBody } from './bodies/encode.ts'
import { BODIES, type BodyCase } from './bodies/table.ts'

const CHAT = '/v1/chat/completions'

interface Given {
  readonly type?: string
  readonly path?: string
}

/** Replaces every segment that has a place, and names those that have none. */
function rewriteAll(
  body: string | Uint8Array,
  change: (text: string, segment: Segment) => string | undefined,
  { type = 'application/json', path = CHAT }: Given = {},
) {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  const { segments, rewritable } = extract(bytes, type, endpointOf(path), { rewritable: true })
  if (!rewritable) throw new Error('no sources')
  const texts = new Map<number, string>()
  for (const segment of segments) {
    const text = segment.place === undefined ? undefined : change(segment.text, segment)
    if (segment.place !== undefined && text !== undefined) texts.set(segment.place, text)
  }
  const { body: rewritten, missed } = rewriteBody(bytes, rewritable, texts)
  const fixed = segments.filter(({ place }) => place === undefined).map(({ text }) => text)
  return { text: new TextDecoder('utf-8', { fatal: true }).decode(rewritten), missed, fixed }
}

const message = (content: string) => `{"messages":[{"role":"user","content":${content}}]}`
const mask = (text: string) => text.replaceAll('secret', '[X]')

describe('bytes around a replaced string stay', () => {
  test.each([
    ['white space', '{ "messages" :\t[ {"role":"user",\n "content" : "a secret" } ] \r\n}'],
    ['spelling of numbers', '{"temperature":1.0E+2,"seed":12345678901234567890,"messages":["secret"]}'],
    [
      'order of keys that are numbers',
      '{"2":"two secret","10":"ten","1":{"3":"secret","x":"y"},"b":"secret"}',
    ],
    ['escapes in other strings', message('"secret"').replace('user', 'us\\u0065r')],
    ['duplicates', '{"messages":[{"content":"secret"},{"content":"secret"}],"prompt":"secret"}'],
    ['keys like the text', '{"secret":1,"messages":[{"content":"secret"}]}'],
    ['nested arrays and empty ones', '{"a":[],"b":[[],[["secret"],{}],[null,true,-0.5]],"c":{}}'],
    ['a string for a body', '"secret words"'],
    ['__proto__', '{"__proto__":"secret","constructor":{"x":"secret"}}'],
  ])('%s', (_what, body) => {
    const { text, missed } = rewriteAll(body, mask)
    expect(missed).toEqual([])
    expect(text).toBe(body.replaceAll(/(?<=")([^"]*)secret([^"]*)(?="(?!\s*:))/g, '$1[X]$2'))
    expect(text).toContain('[X]')
  })

  test('a string with escapes is written anew, with its own only', () => {
    const body = message('"\\u0073ecret \\ud83d\\ude00 \\"q\\" \\\\ \\/ \\n é 😀"')
    expect(rewriteAll(body, mask).text).toBe(message('"[X] 😀 \\"q\\" \\\\ / \\n é 😀"'))
  })

  test('what is put in may be anything', () => {
    for (const text of ['', '"', '\\', '\u0000\u2028', '😀', '"}],"model":"x']) {
      expect(JSON.parse(rewriteAll(message('"a"'), () => text).text).messages[0].content).toBe(text)
    }
    expect(JSON.parse(rewriteAll(message('"a"'), () => '\ud83d').text).messages[0].content).toBe('\ufffd')
  })
})

const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: 'binary' }).map((text) => text.toWellFormed()),
    fc.constantFrom('secret', 'a secret\n', '\u{1f600}secret', null, true, -0.5),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.oneof(fc.stringMatching(/^[a-z]{1,8}$/), fc.constantFrom('1', '07', '3', '__proto__', 'messages')),
      tie('value'),
      { maxKeys: 5 },
    ),
  ),
})).value

/** The same value with white space and escapes of its own. */
const spelled = (value: unknown, seed: number): string => {
  const text = JSON.stringify(value, null, seed % 3)
  return seed % 2 === 0
    ? text
    : text.replaceAll(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

test('of any JSON, only the replaced tokens differ, and it parses to the replaced value', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,9}$/), json), fc.nat(5), (value, seed) => {
      const body = spelled(value, seed)
      const change = (text: string) => (text.includes('secret') ? `<${text.length} "masked"\n>` : undefined)
      const { text, missed, fixed } = rewriteAll(body, change, { path: '/nobody/knows' })
      expect(missed).toEqual([])
      // Keys alone have no place here, by themselves or in a row: everything in a value is text of its own.
      const words = fixed.flatMap((text) => (body.includes(JSON.stringify(text)) ? [] : text.split(' ')))
      expect(words.every((word) => body.includes(word)) || seed % 2 === 1).toBe(true)
      const expected = body.replaceAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g, (token, colon) => {
        const changed = colon === undefined ? change(JSON.parse(token)) : undefined
        return changed === undefined ? token : JSON.stringify(changed)
      })
      expect(text).toBe(expected)
      expect(JSON.parse(text)).toEqual(JSON.parse(expected))
    }),
    { numRuns: 300 },
  )
})

describe('other bodies', () => {
  test('JSON lines, each for itself', () => {
    const line = (word: string) =>
      JSON.stringify({ custom_id: 'a', url: CHAT, body: JSON.parse(message(`"é ${word}"`)) })
    const body = `${line('secret')}\n\r\n${line('other')}\r\n${line('secret')}`
    const { text, missed } = rewriteAll(body, mask, { type: 'application/jsonl', path: '/v1/files' })
    expect(missed).toEqual([])
    expect(text).toBe(body.replaceAll('secret', '[X]'))
  })

  test('plain text', () => {
    const given = { type: 'text/plain', path: '/v1/x' }
    expect(rewriteAll('tell me the secret é', mask, given).text).toBe('tell me the [X] é')
  })

  test.each([
    ['a=b&prompt=the+secret+%C3%A9&c=d', 'a=b&prompt=the+%5BX%5D+%C3%A9&c=d'],
    ['&&prompt=a+secret&prompt=a%20secret=&x', '&&prompt=a+%5BX%5D&prompt=a+%5BX%5D%3D&x'],
    ['?prompt=secret&=secret&', '?prompt=%5BX%5D&=%5BX%5D&'],
    ['?&a=1&b=the+secret', '?&a=1&b=the+%5BX%5D'],
  ])('the form %s', (body, expected) => {
    const given = { type: 'application/x-www-form-urlencoded', path: '/v1/x' }
    const { text, missed } = rewriteAll(
      body,
      (text) => (text.includes('secret') ? mask(text) : undefined),
      given,
    )
    expect(missed).toEqual([])
    expect(text).toBe(expected)
  })

  const part = (headers: string, content: string) =>
    `--b\r\nContent-Disposition: form-data; ${headers}\r\n\r\n${content}\r\n`
  const form = { type: 'multipart/form-data; boundary=b', path: '/v1/audio/transcriptions' }

  test('fields and files of multipart', () => {
    const lines = `${message('"a secret"')}\n${message('"no"')}`
    const body = `${part('name="prompt"', 'my secret é')}${part('name="n"', '1')}${part('name="file"; filename="a.jsonl"', lines)}${part('name="t"; filename="t.txt"', 'the secret file')}--b--\r\n`
    const { text, missed } = rewriteAll(body, mask, form)
    expect(missed).toEqual([])
    expect(text).toBe(body.replaceAll('secret', '[X]'))
  })

  test('a part whose length is declared, and a text that would end its part, stay as they are', () => {
    const declared = `--b\r\nContent-Length: 6\r\nContent-Disposition: form-data; name="p"\r\n\r\nsecret\r\n--b--`
    expect(rewriteAll(declared, mask, form)).toMatchObject({ text: declared, missed: [2] })
    const body = `${part('name="p"', 'secret')}--b--`
    const split = rewriteAll(body, () => 'x\r\n--b\r\nContent-Disposition: form-data; name="q"\r\n\r\n', form)
    expect(split).toMatchObject({ text: body, missed: [2] })
  })
})

describe('what has no place of its own', () => {
  test.each([
    ['a key', '{"a secret key":1}'],
    ['a tool', '{"tools":[{"function":{"description":"a secret"}}]}'],
    [
      'arguments with escapes',
      '{"messages":[{"role":"assistant","tool_calls":[{"function":{"arguments":"{\\"a\\":\\"\\\\nsecret\\"}"}}]}]}',
    ],
    [
      'a file',
      `{"messages":[{"role":"user","content":[{"type":"file","file":{"file_data":"data:text/plain;base64,${btoa('the secret of the file, which is long enough to be one')}"}}]}]}`,
    ],
  ])('%s', (_what, body) => {
    const { text, fixed } = rewriteAll(body, mask)
    expect(fixed.join('\n')).toContain('secret')
    expect(text).toBe(body)
  })
})

/** Odd, and longer than what was there. */
const odd = (text: string) => `${text} 😀 "quoted" \\ back\nline\u2028`

describe('real bodies of every format: all texts that have a place are replaced, and put back', () => {
  const readable = BODIES.filter(({ error }) => error === undefined)
  /** These are spelled so that writing them anew spells them otherwise. */
  const oddlySpelled = new Set(['JSON called a form', 'a form', 'JSON called text/plain'])

  test.each(
    readable.filter(({ name }) => !oddlySpelled.has(name)).map((body) => [body.title, body] as const),
  )('%s', (_title, body) => {
    const { bytes, contentType } = encodeBody(body)
    const endpoint = endpointOf(body.path)
    const read = (from: Uint8Array) => extract(from, contentType, endpoint, { rewritable: true })
    const change = (from: Uint8Array, to: (segment: Segment) => string) => {
      const { segments, rewritable } = read(from)
      if (!rewritable) throw new Error('no sources')
      const texts = new Map(
        segments.flatMap((one) => (one.place === undefined ? [] : [[one.place, to(one)]])),
      )
      const { body: changed, missed } = rewriteBody(from, rewritable, texts)
      expect(missed).toEqual([])
      return changed
    }
    const said = (from: Uint8Array) =>
      read(from)
        .segments.filter(({ repeats }) => !repeats)
        .map(({ role, path, place, text }) => ({
          role,
          path,
          place: place !== undefined,
          text,
        }))

    const changed = change(bytes, ({ text }) => odd(text))
    expect(said(changed)).toEqual(
      said(bytes).map((one) => (one.place ? { ...one, text: odd(one.text) } : one)),
    )
    const originals = new Map(read(bytes).segments.map(({ place, text }) => [place, text]))
    expect(Buffer.from(change(changed, ({ place }) => originals.get(place) ?? '')).toString()).toBe(
      Buffer.from(bytes).toString(),
    )
  })

  test('of every format some body has a text with a place', () => {
    const formats = (bodies: readonly BodyCase[]) => new Set(bodies.map(({ format }) => format))
    const replaceable = readable.filter((body) => {
      const { bytes, contentType } = encodeBody(body)
      const { segments } = extract(bytes, contentType, endpointOf(body.path), { rewritable: true })
      return segments.some(({ place }) => place !== undefined)
    })
    expect(formats(replaceable)).toEqual(formats(readable))
  })
})

test('without a wish to rewrite, segments have no places', () => {
  const { segments, rewritable } = extract(Buffer.from(message('"a"')), 'application/json', endpointOf(CHAT))
  expect(segments).toEqual([{ role: 'user', path: 'messages[0].content', text: 'a' }])
  expect(rewritable).toBeUndefined()
})
