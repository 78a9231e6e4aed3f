/**
 * Mutated bodies through the body reader and the walk: each is read or refused with a `ProxyError`, soon, and leaves no
 * memory behind; and the time that hostile bodies take grows no faster than they do.
 * Run: `bun test/bench/fuzz.ts [seconds] [seed]`
 */

import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { endpointOf } from '../../src/prompt/endpoint.ts'
import { extract } from '../../src/prompt/extract.ts'
import { readBody } from '../../src/proxy/body.ts'
import { ProxyError } from '../../src/proxy/errors.ts'
import { encodeBody } from '../prompt/bodies/encode.ts'
import { BODIES } from '../prompt/bodies/table.ts'
import { HOSTILE } from '../support/hostile-bodies.ts'

const seconds = Number(process.argv[2] ?? 10)
const seed = Number(process.argv[3] ?? Date.now() % 2 ** 31)
const MAX_BYTES = 8 * 2 ** 20
/** Milliseconds; the slowest of the mutants is some kilobytes. */
const HANG_MS = 1000
/** Growth of the heap after the warm-up. */
const MAX_GROWTH = 64 * 2 ** 20
/** Time for four times as much, as a multiple; 4 is linear, 16 quadratic. */
const MAX_GROWTH_OF_TIME = 10
const growth = (small: number, large: number): number => large / Math.max(small, 0.2)

/** https://en.wikipedia.org/wiki/Xorshift */
let state = seed | 1
const random = (below: number): number => {
  state ^= state << 13
  state ^= state >>> 17
  state ^= state << 5
  return (state >>> 0) % below
}
const pick = <T>(items: readonly T[]): T => items[random(items.length)] as T

const encoded = BODIES.map((body) => ({ path: body.path, ...encodeBody(body) }))
const TYPES = [
  ...new Set(encoded.map(({ contentType }) => contentType)),
  'text/plain',
  'application/x-ndjson',
  'image/png',
]
const TOKENS = [
  '"',
  '\\',
  '\\u',
  '\\ud83d',
  '{',
  '}',
  '[',
  ']',
  ':',
  ',',
  '{"',
  '":"',
  '"},{"',
  '\r\n',
  '\n',
  '--',
  '----bodies-4f0c2b7e',
  '\0',
  '\ufeff',
  'data:;base64,',
  '%',
  '%e4',
  '&',
  '=',
  'NaN',
  '1e999',
  '__proto__',
  'role',
  'type',
  'content',
  '</',
  '\u2028',
  '😀',
].map((token) => Buffer.from(token))
TOKENS.push(
  Buffer.from([0xff]),
  Buffer.from([0xe2, 0x82]),
  Buffer.from([0xed, 0xa0, 0xbd]),
  Buffer.from([0x1f, 0x8b]),
)

function mutate(bytes: Buffer): Buffer {
  const at = random(bytes.length + 1)
  const end = Math.min(bytes.length, at + random(64))
  const put = (middle: Uint8Array, from = at) =>
    Buffer.concat([bytes.subarray(0, at), middle, bytes.subarray(from)])
  switch (random(7)) {
    case 0: {
      const changed = Buffer.from(bytes)
      if (at < changed.length) changed[at] = (changed[at] as number) ^ (1 << random(8))
      return changed
    }
    case 1:
      return put(Buffer.alloc(0), end)
    case 2:
      return put(bytes.subarray(at, end), at)
    case 3:
      return put(pick(TOKENS))
    case 4:
      return put(pick(TOKENS), end)
    case 5:
      return put(pick(encoded).bytes.subarray(0, random(400)))
    default:
      return bytes.subarray(0, random(8) === 0 ? at : bytes.length)
  }
}

const CODINGS: readonly (readonly [string, (bytes: Uint8Array) => Buffer])[] = [
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['br', (bytes) => brotliCompressSync(bytes, { params: {} })],
  ['zstd', zstdCompressSync],
]

interface Mutant {
  readonly path: string
  readonly body: Buffer
  readonly headers: Headers
}

function nextMutant(): Mutant {
  const { path, bytes, contentType } = pick(encoded)
  let body: Buffer = Buffer.from(bytes)
  for (let i = random(6); i >= 0; i--) body = mutate(body)
  const headers = new Headers()
  const type = random(4) === 0 ? pick(TYPES) : contentType
  if (type !== null) headers.set('content-type', type)
  if (random(10) === 0) {
    const [name, compress] = pick(CODINGS)
    body = compress(body)
    if (random(2) === 0) body = mutate(body)
    headers.set('content-encoding', name)
  }
  return { path: random(4) === 0 ? pick(encoded).path : path, body, headers }
}

/** @returns what became of it: `read`, or the code of the refusal */
async function read({ path, body, headers }: Mutant): Promise<string> {
  try {
    const request = new Request('http://p/', { method: 'POST', headers, body: new Uint8Array(body) })
    const read = await readBody(request, MAX_BYTES)
    if (read) extract(read.decoded, headers.get('content-type'), endpointOf(path), { unscannable: 'allow' })
    return 'read'
  } catch (error) {
    if (error instanceof ProxyError) return error.code
    throw error
  }
}

const print = (line: string) => process.stdout.write(`${line}\n`)
const heapBytes = (): number => {
  Bun.gc(true)
  return process.memoryUsage().heapUsed
}

print(`seed ${seed}`)
for (const [name, make] of Object.entries(HOSTILE)) {
  const time = (size: number): number => {
    const { body, contentType } = make(size)
    const bytes = Buffer.from(body)
    let fastest = Number.POSITIVE_INFINITY
    for (let round = 0; round < 9; round++) {
      const start = performance.now()
      try {
        extract(bytes, contentType, endpointOf('/v1/chat/completions'), { unscannable: 'allow' })
      } catch (error) {
        if (!(error instanceof ProxyError)) throw error
      }
      fastest = Math.min(fastest, performance.now() - start)
    }
    return fastest
  }
  let [small, large] = [time(2 ** 16), time(2 ** 18)]
  // On a busy machine a measurement may be of somebody else.
  for (let again = 0; again < 5 && growth(small, large) > MAX_GROWTH_OF_TIME; again++) {
    small = Math.max(small, time(2 ** 16))
    large = Math.min(large, time(2 ** 18))
  }
  const columns = [
    name.padEnd(36),
    `${small.toFixed(2)} ms`.padStart(12),
    `${large.toFixed(2)} ms`.padStart(12),
  ]
  print(`${columns.join('')}   x ${growth(small, large).toFixed(1)}`)
  if (growth(small, large) > MAX_GROWTH_OF_TIME) throw new Error(`${name}: time grows faster than the body`)
}

const outcomes = new Map<string, number>()
const deadline = performance.now() + seconds * 1000
let cases = 0
let slowest = 0
let warmHeap = 0
while (performance.now() < deadline) {
  const mutant = nextMutant()
  const describe = () =>
    `${mutant.path} ${JSON.stringify([...mutant.headers])} ${mutant.body.toString('base64')}`
  const start = performance.now()
  const outcome = await read(mutant).catch((error: unknown) => {
    throw new Error(`crashed: ${describe()}`, { cause: error })
  })
  const took = performance.now() - start
  slowest = Math.max(slowest, took)
  if (took > HANG_MS) throw new Error(`took ${took} ms: ${describe()}`)
  outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
  if (++cases === 20_000) warmHeap = heapBytes()
}
const heap = heapBytes()
print(`${cases} mutants in ${seconds} s, the slowest ${slowest.toFixed(1)} ms`)
for (const [outcome, count] of [...outcomes].sort(([, a], [, b]) => b - a))
  print(`  ${outcome.padEnd(24)} ${count}`)
const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`
print(
  `heap ${megabytes(heap)}, after 20000 mutants ${megabytes(warmHeap)}; resident ${megabytes(process.memoryUsage().rss)}`,
)
if (warmHeap > 0 && heap - warmHeap > MAX_GROWTH) throw new Error('memory grows')
