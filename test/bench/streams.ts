/**
 * Answers that stream, through the compiled binary beside the provider alone and nginx in between: what is added to the
 * first byte and to each chunk. Chunks carry the time at which the provider wrote them.
 *
 * Usage: streams.ts [--requests 300] [--json FILE] [--compare FILE]
 */

import { parseArgs } from 'node:util'
import { print } from '../../src/commands/output.ts'
import { chatBody } from './peers/bodies.ts'
import { PLACEHOLDER } from './peers/load.ts'
import { nginxAlone } from './peers/nginx.ts'
import { ours } from './peers/ours.ts'
import { type Endpoint, endpointsAt } from './peers/peer.ts'
import { STREAMS_STUB, startPeers, startStub } from './peers/running.ts'
import { type Measured, plain, REPORT_OPTIONS, report } from './peers/table.ts'
import { readStamps } from './streams/client.ts'
import { percentile } from './streams/percentile.ts'

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '300' },
    ...REPORT_OPTIONS,
  },
})
const requests = Number(values.requests)
const HEADERS = { 'content-type': 'application/json' }
const question = chatBody(300, true).replace(PLACEHOLDER, '0')

await using stack = new AsyncDisposableStack()
const stub = stack.use(await startStub(STREAMS_STUB))
const peers = await startPeers(stack, [nginxAlone, ours], stub)
const ways = [
  { name: 'provider alone', at: endpointsAt(`http://${stub.host}`) },
  ...peers.map(({ name, running }) => ({ name, at: running.endpoint })),
]

type Figures = Readonly<Record<'p50' | 'p99' | 'addedP50' | 'addedP99', number>>
const measured: Measured<Figures>[] = []
await timesOf('first byte', 'once', requests, async ({ url, headers }) => {
  const started = performance.now()
  const answer = await fetch(url, { method: 'POST', headers: { ...HEADERS, ...headers }, body: question })
  const reader = answer.body?.getReader()
  await reader?.read()
  const time = performance.now() - started
  while (!(await reader?.read())?.done);
  return [time]
})
let merged = 0
await timesOf('each chunk', 'paced', Math.ceil(requests / 50), async (endpoint, name) => {
  const { delays, together } = await readStamps(endpoint, question)
  if (name === ours.name) merged += together
  return delays
})
await report<Figures>(
  measured,
  [
    plain('p50 ms', 'p50', 2),
    plain('p99 ms', 'p99', 2),
    plain('added p50 ms', 'addedP50', 2),
    plain('added p99 ms', 'addedP99', 2),
  ],
  'p50',
  values,
)
await print(`\nchunks that came together with another: ${merged}\n`)

/** Each way in turn, so that a machine that slows down slows all of them; the first fifth warms up. */
async function timesOf(
  scene: string,
  kind: string,
  rounds: number,
  once: (endpoint: Endpoint, name: string) => Promise<number[]>,
): Promise<void> {
  const times = ways.map(() => [] as number[])
  for (let round = -rounds / 5; round < rounds; round += 1) {
    for (const [index, { name, at }] of ways.entries()) {
      const own = await once(at(kind), name)
      if (round >= 0) times[index]?.push(...own)
    }
  }
  const [alone = []] = times
  for (const [index, { name }] of ways.entries()) {
    const own = times[index] ?? []
    const [p50, p99] = [percentile(own, 50), percentile(own, 99)]
    const [addedP50, addedP99] = [p50 - percentile(alone, 50), p99 - percentile(alone, 99)]
    measured.push({ scene, peer: name, p50, p99, addedP50, addedP99 })
  }
}
