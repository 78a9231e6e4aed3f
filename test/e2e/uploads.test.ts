/**
 * Files that come in several requests: Google's resumable uploads, as its client sends them and as an attacker would, and
 * the parts of OpenAI's. Each chunk is scanned behind what precedes it, or refused.
 */

import { afterAll, beforeEach, expect, test } from 'bun:test'
import { GoogleGenAI } from '@google/genai'
import { envelopeOf, PNG_BASE64, rejection } from '../support/client.ts'
import { MARKERS } from '../support/lockllm-verdicts.ts'
import type { WireHandler } from '../support/wire/wire-server.ts'
import { startWorld } from '../support/world.ts'

const world = await startWorld()
beforeEach(() => world.reset())
afterAll(() => world[Symbol.asyncDispose]())

const ATTACK = `Please ${MARKERS.injection} now and tell me all about it`
const CUT = ATTACK.indexOf(MARKERS.injection) + 4
const KIB = 1024
const PAGE = 'The weather was fine on that day. '.repeat(40)
/** The same in each run. */
const noise = (length: number) => {
  let state = 7
  return Buffer.from(
    Uint8Array.from({ length }, () => {
      state = (state * 1103515245 + 12345) % 2 ** 31
      return state >>> 16
    }),
  )
}
const PNG = Buffer.concat([Buffer.from(PNG_BASE64, 'base64'), noise(4 * KIB)])

/** Google's answers: where to send the bytes, then how far it is. */
const started: WireHandler = (_, reply) =>
  reply.json(200, {}, [
    ['X-Goog-Upload-Status', 'active'],
    [
      'X-Goog-Upload-URL',
      `${world.provider.url}/upload/v1beta/files?upload_id=sdk&upload_protocol=resumable`,
    ],
  ])
const taken: WireHandler = (request, reply) =>
  reply.json(200, { file: { name: 'files/a' } }, [
    ['X-Goog-Upload-Status', request.header('x-goog-upload-command') === 'upload' ? 'active' : 'final'],
  ])

const { files } = new GoogleGenAI({ apiKey: 'AIza-client', httpOptions: { baseUrl: world.at('gemini') } })

test("Google's client sends an image in two chunks", async () => {
  world.provider.answerNext(started, taken, taken)
  const image = Buffer.concat([PNG, Buffer.alloc(9 * KIB * KIB, noise(64 * KIB))])
  const { name } = await files.upload({
    file: new Blob([image], { type: 'image/png' }),
    config: { mimeType: 'image/png' },
  })
  expect(name).toBe('files/a')
  const [start, ...chunks] = world.provider.requests
  expect(start?.path).toBe('/upload/v1/files')
  expect(chunks.map(({ target }) => target)).toEqual(
    Array(2).fill('/upload/v1beta/files?upload_id=sdk&upload_protocol=resumable'),
  )
  expect(Buffer.concat(chunks.map(({ body }) => body)).equals(image)).toBeTrue()
})

test("a text that Google's client sends is scanned", async () => {
  world.provider.answerNext(started)
  const upload = files.upload({
    file: new Blob([ATTACK], { type: 'text/plain' }),
    config: { mimeType: 'text/plain' },
  })
  expect(String(await rejection(upload))).toContain('prompt_injection_detected')
  expect(world.provider.requests).toHaveLength(1)
})

interface Chunk {
  readonly bytes: string | Buffer
  readonly offset?: number | string
  readonly command?: string
  readonly query?: string
  /** The client's key. */
  readonly key?: string
  /** The provider's answer to it. */
  readonly status?: number
}
let uploads = 0
/** Sends chunks of one upload, one behind the other. @returns status or code of each answer */
async function send(...chunks: readonly Chunk[]): Promise<(string | number)[]> {
  const id = `upload-${uploads++}`
  const answers: (string | number)[] = []
  let end = 0
  for (const { bytes, offset = end, command = 'upload', key = 'AIza', status = 200, ...chunk } of chunks) {
    const { query = `upload_id=${id}` } = chunk
    world.provider.answerNext((_, reply) => reply.json(status, {}))
    const answer = await fetch(
      `${world.at('gemini')}/upload/v1beta/files?${query}&upload_protocol=resumable`,
      {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-goog-api-key': key,
          'x-goog-upload-command': command,
          'x-goog-upload-offset': String(offset),
        },
        body: bytes,
      },
    )
    answers.push(answer.status === status ? status : (await envelopeOf(answer)).error.code)
    end += Buffer.byteLength(bytes)
  }
  return answers
}
const inOrder = (text: string, order: 'utf16le' | 'utf16be'): Buffer => {
  const bytes = Buffer.from(text, 'utf16le')
  return order === 'utf16le' ? bytes : bytes.swap16()
}
const FLAGGED = 'prompt_injection_detected'
const REFUSED = 'unscannable_request'
const RUSSIAN = Buffer.from('Съешь же ещё этих мягких французских булок. '.repeat(40))
const container = Buffer.from('PK\x03\x04\x14\0\0\0\x08\0'.repeat(20), 'latin1')

test.each<readonly [what: string, chunks: readonly Chunk[], answers: readonly (string | number)[]]>([
  ['an image', [{ bytes: PNG }, { bytes: noise(KIB) }, { bytes: noise(99) }], [200, 200, 200]],
  [
    'a text',
    [{ bytes: PAGE }, { bytes: PAGE }, { bytes: PAGE, command: 'upload, finalize' }],
    [200, 200, 200],
  ],
  [
    'a text that is cut within a letter',
    [{ bytes: RUSSIAN.subarray(0, 1031) }, { bytes: RUSSIAN.subarray(1031) }],
    [200, 200],
  ],
  [
    'JSON in pieces',
    [{ bytes: `{"a":"${PAGE}` }, { bytes: `${PAGE}"}`, command: 'upload, finalize' }],
    [200, 200],
  ],
  [
    'a chunk that is sent again',
    [{ bytes: PAGE }, { bytes: PAGE, offset: 0 }, { bytes: 'on', offset: PAGE.length }],
    [200, 200, 200],
  ],
  ['an attack in the second chunk', [{ bytes: PAGE }, { bytes: ATTACK }], [200, FLAGGED]],
  [
    'an attack that is cut',
    [{ bytes: PAGE + ATTACK.slice(0, CUT) }, { bytes: ATTACK.slice(CUT) }],
    [200, FLAGGED],
  ],
  [
    'an attack in the midst of noise',
    [{ bytes: PNG }, { bytes: Buffer.concat([noise(999), Buffer.from(ATTACK.repeat(3)), noise(999)]) }],
    [200, FLAGGED],
  ],
  [
    'an attack in Latin-1',
    [{ bytes: PNG }, { bytes: Buffer.from(`\xe9t\xe9 ${ATTACK}. `.repeat(9), 'latin1') }],
    [200, FLAGGED],
  ],
  ...(['utf16le', 'utf16be'] as const).flatMap((order) =>
    [2 * KIB, 2 * KIB + 1].map(
      (length): readonly [string, readonly Chunk[], readonly (string | number)[]] => [
        `an attack in ${order} behind ${length} bytes of an image`,
        [{ bytes: PNG.subarray(0, length) }, { bytes: inOrder(ATTACK.repeat(3), order) }],
        [200, FLAGGED],
      ],
    ),
  ),
  [
    'an attack behind a line in UTF-16',
    [{ bytes: Buffer.concat([inOrder(PAGE, 'utf16le'), Buffer.from(ATTACK.repeat(3))]), offset: 262_144 }],
    [FLAGGED],
  ],
  ['a text whose beginning nobody has seen', [{ bytes: PAGE, offset: 262_144 }], [REFUSED]],
  [
    'a text of which two beginnings were seen',
    [{ bytes: PAGE }, { bytes: PAGE.toUpperCase(), offset: 0 }, { bytes: PAGE, offset: PAGE.length }],
    [200, 200, REFUSED],
  ],
  [
    'a text whose beginning Google has refused',
    [
      { bytes: PAGE, status: 412 },
      { bytes: PAGE, offset: PAGE.length },
    ],
    [412, REFUSED],
  ],
  [
    'a chunk that Google has refused beside the one that it has taken',
    [
      { bytes: PAGE + ATTACK.slice(0, CUT) },
      { bytes: 'x'.repeat(PAGE.length + CUT), offset: 0, status: 412 },
      { bytes: ATTACK.slice(CUT), offset: PAGE.length + CUT },
    ],
    [200, 412, FLAGGED],
  ],
  ["a text behind another client's", [{ bytes: PAGE }, { bytes: PAGE, key: 'AIzb' }], [200, REFUSED]],
  ['an archive', [{ bytes: container }], [REFUSED]],
  ['an archive whose signature is cut', [{ bytes: 'P' }, { bytes: container.subarray(1) }], [200, REFUSED]],
  ['a PDF whose signature is cut', [{ bytes: '%P' }, { bytes: `DF-1.4 ${PAGE}` }], [200, REFUSED]],
  [
    'a PDF behind an image, whose signature is cut',
    [{ bytes: Buffer.concat([PNG.subarray(0, KIB - 3), Buffer.from('%PD')]) }, { bytes: `F-1.4 ${PAGE}` }],
    [200, REFUSED],
  ],
  [
    'a PDF behind an image, whose signature ends behind 1024 bytes',
    [{ bytes: Buffer.concat([PNG.subarray(0, KIB - 3), Buffer.from('%PDF-1.4'), noise(KIB)]) }],
    [REFUSED],
  ],
  ['an upload of two names', [{ bytes: PAGE, query: 'upload_id=a&upload_id=b' }], ['invalid_header']],
  ['an upload without a name', [{ bytes: PAGE, query: 'a=b' }], ['invalid_header']],
  ['a chunk at two places', [{ bytes: PAGE, offset: '0, 262144' }], ['invalid_header']],
])('%s', async (_, chunks, answers) => {
  expect(await send(...chunks)).toEqual([...answers])
  expect(world.provider.requests).toHaveLength(answers.filter(Number).length)
})

const ADDRESS = 'upload/v1beta/files?uploadType=resumable&upload_id=older'
const at = (first: number, bytes: string | Buffer, size: number | string) => {
  const length = Buffer.byteLength(bytes)
  return { bytes, range: `bytes ${first}-${first + length - 1}/${size}` }
}
const IMAGE_AND_ATTACK = Buffer.concat([noise(KIB), inOrder(ATTACK.repeat(3), 'utf16le')])

test.each<
  readonly [
    what: string,
    part: { readonly bytes: string | Buffer; readonly range: string },
    answer: string | number,
  ]
>([
  ['all of a text', at(0, PAGE, PAGE.length), 200],
  ['all of an attack', at(0, ATTACK, ATTACK.length), FLAGGED],
  ['an image', at(0, PNG, PNG.length), 200],
  ['the beginning of an image', at(0, PNG, '*'), 200],
  ['the middle of an image', at(262_144, noise(KIB), '*'), 200],
  ['an attack in the middle of an image', at(262_144, IMAGE_AND_ATTACK, 1_000_000), FLAGGED],
  ['the beginning of a text', at(0, PAGE, 2 * PAGE.length), REFUSED],
  ['a text of unknown length', at(0, PAGE, '*'), REFUSED],
  ['the end of a text', at(PAGE.length, PAGE, 2 * PAGE.length), REFUSED],
  ['a range that does not fit', { bytes: PAGE, range: `bytes 0-9/${PAGE.length}` }, 'invalid_header'],
  ['no range', { bytes: PAGE, range: 'bytes */9' }, 'invalid_header'],
])("by a Content-Range, as Google's older clients send it: %s", async (_, { bytes, range }, expected) => {
  world.provider.answerNext((_, reply) => reply.json(200, {}))
  const headers = { 'content-range': range }
  const answer = await fetch(`${world.at('gemini')}/${ADDRESS}`, { method: 'PUT', headers, body: bytes })
  expect(answer.status === 200 ? 200 : (await envelopeOf(answer)).error.code).toBe(expected)
})

test('a chunk in both ways is refused', async () => {
  const answer = await fetch(`${world.at('gemini')}/${ADDRESS}`, {
    method: 'PUT',
    headers: {
      'content-range': `bytes 0-${PAGE.length - 1}/*`,
      'x-goog-upload-command': 'upload, finalize',
      'x-goog-upload-offset': '0',
    },
    body: PAGE,
  })
  expect((await envelopeOf(answer)).error.code).toBe('invalid_header')
})

test("the address that Google's older clients get leads back here; any other Location stays", async () => {
  const elsewhere = `${world.provider.url}/gemini/v1beta/files/a`
  const locations: string[] = [`${world.provider.url}/${ADDRESS}`, elsewhere]
  world.provider.answerNext(
    ...locations.map(
      (to): WireHandler =>
        (_, reply) =>
          reply.json(200, {}, [['Location', to]]),
    ),
  )
  const start = () =>
    fetch(`${world.at('gemini')}/upload/v1beta/files?uploadType=resumable`, { method: 'POST', body: '{}' })
  expect((await start()).headers.get('location')).toBe(`${world.at('gemini')}/${ADDRESS}`)
  expect((await start()).headers.get('location')).toBe(elsewhere)
})

test('the parts of an upload to OpenAI may be cut within a letter', async () => {
  for (const bytes of [RUSSIAN.subarray(0, 1025), RUSSIAN.subarray(1025)]) {
    const form = new FormData()
    form.set('data', new File([bytes], 'blob', { type: 'application/octet-stream' }))
    const answer = await fetch(`${world.at('echo')}/v1/uploads/upload_abc/parts`, {
      method: 'POST',
      body: form,
    })
    expect(answer.status).toBe(200)
  }
})
