/**
 * The scene of the canary property: the real request path, from the bytes on, between a scanner and a provider that note
 * what reaches them.
 */

import { expect } from 'bun:test'
import fc from 'fast-check'
import type { Exchange } from '../../src/proxy/exchange.ts'
import { createHandler } from '../../src/proxy/handler.ts'
import { createProviders } from '../../src/proxy/route.ts'
import type { ScanProfile } from '../../src/scan/profile.ts'
import { configOf } from '../proxy/config.ts'
import { reportOf, VERDICTS } from '../proxy/exchanges.ts'
import { startHandlerScene } from '../proxy/handler-scene.ts'
import type { CanaryCase } from './canary-case.ts'

const scanned: string[] = []
let flags = true
/** Whether the scanner knows a canary when it sees one. */
export const setFlags = (on: boolean): void => {
  flags = on
}
/** What the scanner knows, in any of its forms. */
let canaries: readonly string[] = []
let isSpread = false
const hasCanary = (text: string): boolean => {
  // Lines of words, or JSON as it stands in a form.
  const read = isSpread ? text.replace(/(?:\b(?:null|true)\b|[^a-z])+/g, ' ') : text
  return canaries.some((canary) => read.includes(canary))
}
/** What follows each other is scanned together, or with what precedes it. */
const received = (texts: readonly string[]): boolean =>
  isSpread ? hasCanary(texts.join('\n')) : texts.some(hasCanary)
/** What reached the provider. */
export const sent: Uint8Array[] = []
/** What became of the last request. */
let last: Exchange | undefined
const provider = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  async fetch(request) {
    sent.push(await request.bytes())
    return new Response()
  },
})
// Not stopped after the tests of the first file: another one of the same process may go on with it.
provider.unref()

const { options } = await startHandlerScene()
const profile: ScanProfile = {
  ...options.profileFor(undefined, new URL('http://localhost')),
  async scan(segments) {
    for (const { text } of segments) scanned.push(text)
    return reportOf(flags && received(segments.map(({ text }) => text)) ? VERDICTS.injection : VERDICTS.safe)
  },
}
const handler = createHandler({
  ...options,
  providers: createProviders(
    configOf({ providers: { any: { base_url: `http://127.0.0.1:${provider.port}` } } }),
  ),
  maxBodyBytes: 1e6,
  profileFor: () => profile,
  reachability: {
    isFresh: () => true,
    checkName: () => undefined,
    connected: () => undefined,
    reached: () => {},
  },
  onEnd(exchange) {
    last = exchange
  },
})
const peer = { address: '127.0.0.1', holdOpen: () => {}, release: () => {}, upgrade: () => false }

/** @returns the status and the code of a refusal; the provider's own answer is 200 */
export async function send(request: CanaryCase): Promise<string> {
  const { target, body, contentType, contentEncoding, canary, disguise } = request
  canaries = disguise === undefined ? [canary] : [canary, disguise]
  isSpread = request.isSpread ?? false
  scanned.length = 0
  sent.length = 0
  const sending = new Request(`http://proxy.example/v1/proxy/any${target}`, {
    method: 'POST',
    headers: {
      host: 'proxy.example',
      'content-length': String(body.length),
      ...(contentEncoding && { 'content-encoding': contentEncoding }),
    },
    body: new Uint8Array(body),
  })
  if (contentType !== null) sending.headers.set('content-type', contentType)
  const { status } = await handler(sending, peer)
  return status === 200 ? '200' : `${status} ${last?.error}`
}

export const REFUSED = /^4(00 (invalid_|duplicate_)|13 |15 |22 )/

/** How many cases were scanned and how many refused, by code: a property that refuses everything proves nothing. */
const outcomes = new Map<string, number>()

/** The body of a counterexample is for people. */
export const shown = ({ body, ...rest }: CanaryCase): CanaryCase & fc.WithToStringMethod => {
  const describe = () => JSON.stringify({ ...rest, body: body.toString() })
  return { ...rest, body, [fc.toStringMethod]: describe }
}

async function check(canary: CanaryCase): Promise<void> {
  const answer = await send(canary)
  outcomes.set(answer, (outcomes.get(answer) ?? 0) + 1)
  if (sent.length > 0) throw new Error('it has reached the provider')
  if (REFUSED.test(answer)) return
  if (answer !== '400 prompt_injection_detected') throw new Error(`answered with ${answer}`)
  if (!received(scanned)) throw new Error('the scanner has not received it')
}

/** Holds the property for so many cases. In the environment `CANARY_SCALE` multiplies them, `CANARY_SEED` repeats a run. */
export async function expectStopped(cases: fc.Arbitrary<CanaryCase>, numRuns: number): Promise<void> {
  outcomes.clear()
  await fc.assert(fc.asyncProperty(cases.map(shown), check), {
    numRuns: scaled(numRuns),
    ...(process.env.CANARY_SEED !== undefined && { seed: Number(process.env.CANARY_SEED) }),
  })
  const total = [...outcomes.values()].reduce((sum, count) => sum + count, 0)
  expect(outcomes.get('400 prompt_injection_detected') ?? 0).toBeGreaterThan(total / 2)
}

export const scaled = (numRuns: number): number => numRuns * Number(process.env.CANARY_SCALE ?? 1)
