/**
 * Many simultaneous slow streams through the compiled binary beside what it replaces: memory, CPU while all are silent,
 * and how late their chunks are, calm and while large bodies are read. Chunks carry the time at which the provider wrote
 * them. Every peer is started anew for every number of streams.
 *
 * Usage: many-streams.ts [--streams 100,1000,5000] [--seconds 2] [--rounds 1] [--megabytes 10] [--json FILE]
 *   [--compare FILE]
 */

import { parseArgs } from 'node:util'
import { print } from '../../src/commands/output.ts'
import { chatBody } from './peers/bodies.ts'
import { PLACEHOLDER } from './peers/load.ts'
import { nginxLua } from './peers/nginx.ts'
import { express, portkey } from './peers/node.ts'
import { ours } from './peers/ours.ts'
import type { Peer } from './peers/peer.ts'
import { treeUse } from './peers/processes.ts'
import { installed, inTurn, STREAMS_STUB, startStub } from './peers/running.ts'
import { type Measured, plain, REPORT_OPTIONS, report } from './peers/table.ts'
import { openStreams } from './streams/client.ts'
import { percentile } from './streams/percentile.ts'

const { values } = parseArgs({
  options: {
    streams: { type: 'string', default: '100,1000,5000' },
    seconds: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '1' },
    megabytes: { type: 'string', default: '10' },
    ...REPORT_OPTIONS,
  },
})
const seconds = Number(values.seconds)
const question = chatBody(300, true).replace(PLACEHOLDER, '0')
const large = chatBody(Number(values.megabytes) * 1e6, false)
const LARGE_BODIES = 2
/** Of small requests, which warm a peer up. */
const WARM_UP = 200
const SETTLED_MS = 500

type Figures = Awaited<ReturnType<typeof measure>>
const measured: Measured<Figures>[] = []
const peers = await installed([ours, nginxLua, express, portkey])
for (const count of values.streams.split(',').map(Number)) {
  const figures = await inTurn(peers, Number(values.rounds), (peer) => measure(peer, count), { from: 1 })
  for (const [{ name }, own] of figures) measured.push({ scene: `${count} streams`, peer: name, ...own })
  await print(`measured: ${count} streams\n`)
}
await report<Figures>(
  measured,
  [
    plain('MB', 'megabytes'),
    plain('kB each', 'kilobytesEach', 1),
    plain('idle CPU us/s each', 'idleMicroseconds', 1),
    plain('late p50 ms', 'p50', 1),
    plain('p99', 'p99', 1),
    plain('p99.9', 'p999', 1),
    plain(`beside ${values.megabytes} MB p50`, 'besideP50', 1),
    plain('p99', 'besideP99', 1),
    plain('p99.9', 'besideP999', 1),
    plain('chunks/s', 'perSecond'),
    plain('broken', 'errors'),
  ],
  'megabytes',
  values,
)

async function measure({ start }: Peer, count: number) {
  using stub = await startStub(STREAMS_STUB)
  await using peer = await start(stub)
  const post = async (body: string) => {
    const { url, headers } = peer.endpoint('json')
    const all = { 'content-type': 'application/json', ...headers }
    const answer = await fetch(url, { method: 'POST', headers: all, body })
    await answer.bytes()
    return answer.ok
  }
  for (let index = 0; index < WARM_UP; index += 1) await post(question)
  await Bun.sleep(SETTLED_MS)
  const alone = treeUse(peer.pid)

  await using streams = await openStreams(peer.endpoint('slow'), question, count)
  await Bun.sleep(SETTLED_MS)
  const before = treeUse(peer.pid)
  await Bun.sleep(seconds * 1000)
  const after = treeUse(peer.pid)

  const tell = (path: string) => fetch(`http://${stub.host}${path}`, { method: 'POST' })
  await tell('/begin')
  await Bun.sleep(SETTLED_MS)
  streams.take()
  await Bun.sleep(seconds * 1000)
  const calm = streams.take()
  let errors = 0
  for (let turn = 0; turn < LARGE_BODIES; turn += 1) {
    if (!(await post(large.replace(PLACEHOLDER, `${turn} of ${count}`)))) errors += 1
    await Bun.sleep(SETTLED_MS)
  }
  const beside = streams.take()
  await tell('/end')
  return {
    megabytes: after.residentBytes / 1e6,
    kilobytesEach: (after.residentBytes - alone.residentBytes) / 1e3 / count,
    idleMicroseconds: ((after.cpuSeconds - before.cpuSeconds) / seconds / count) * 1e6,
    p50: percentile(calm, 50),
    p99: percentile(calm, 99),
    p999: percentile(calm, 99.9),
    besideP50: percentile(beside, 50),
    besideP99: percentile(beside, 99),
    besideP999: percentile(beside, 99.9),
    perSecond: calm.length / seconds,
    errors: errors + streams.broken(),
  }
}
