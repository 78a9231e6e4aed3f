/**
 * The compiled binary beside what it replaces, in one run: CPU time per request (of the whole process tree),
 * requests a second, latency and memory, for bodies of several sizes, with known verdicts and with new texts.
 * Rounds are interleaved and medians taken, as machines are noisy; the ratios come first.
 *
 * Usage: peers.ts [--seconds 2] [--rounds 3] [--connections 16] [--sizes 0.3,8,100,1000] [--json FILE] [--compare FILE]
 */

import { parseArgs } from 'node:util'
import { print } from '../../src/commands/output.ts'
import { apacheLua } from './peers/apache.ts'
import { chatBody } from './peers/bodies.ts'
import { isWithoutWrk, load } from './peers/load.ts'
import { nginxAlone, nginxLua } from './peers/nginx.ts'
import { express, portkey } from './peers/node.ts'
import { ours } from './peers/ours.ts'
import type { RunningPeer } from './peers/peer.ts'
import { treeUse } from './peers/processes.ts'
import { inTurn, startPeers, startStub } from './peers/running.ts'
import { type Measured, plain, REPORT_OPTIONS, report } from './peers/table.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '16' },
    sizes: { type: 'string', default: '0.3,8,100,1000' },
    ...REPORT_OPTIONS,
  },
})
const [seconds, rounds, connections] = [values.seconds, values.rounds, values.connections].map(Number) as [
  number,
  number,
  number,
]
const sizes = values.sizes.split(',').map(Number)

interface Scene {
  readonly name: string
  readonly body: string
  readonly answer: 'json' | 'sse'
  readonly isNew: boolean
}

const scene = (kilobytes: number, answer: Scene['answer'], isNew: boolean): Scene => ({
  name: `${kilobytes} KB, ${isNew ? 'new' : 'known'}, ${answer}`,
  body: chatBody(kilobytes * 1000, answer === 'sse'),
  answer,
  isNew,
})
const scenes = [
  ...sizes.map((size) => scene(size, 'json', false)),
  ...sizes.map((size) => scene(size, 'json', true)),
  scene(8, 'sse', false),
]

if (await isWithoutWrk()) process.exit()
await using stack = new AsyncDisposableStack()
const stub = stack.use(await startStub())
const peers = await startPeers(stack, [ours, nginxLua, nginxAlone, apacheLua, express, portkey], stub)

type Figures = Awaited<ReturnType<typeof measure>>
const measured: Measured<Figures>[] = []
for (const one of scenes) {
  const figures = await inTurn(peers, rounds, ({ running }, round) =>
    measure(running, one, round === 0 ? 1 : seconds),
  )
  for (const [{ name }, own] of figures) measured.push({ scene: one.name, peer: name, ...own })
  await print(`measured: ${one.name}\n`)
}
await report<Figures>(
  measured,
  [
    ['our CPU / its', (row, [us]) => ((us?.cpuMicroseconds ?? Number.NaN) / row.cpuMicroseconds).toFixed(2)],
    plain('CPU us', 'cpuMicroseconds'),
    plain('req/s', 'perSecond'),
    plain('p50 ms', 'p50', 2),
    plain('p99 ms', 'p99', 2),
    plain('MB', 'megabytes'),
    plain('errors', 'errors'),
  ],
  'cpuMicroseconds',
  values,
)

async function measure(peer: RunningPeer, one: Scene, duration: number) {
  const before = treeUse(peer.pid).cpuSeconds
  const endpoint = peer.endpoint(one.answer)
  const result = await load({ endpoint, body: one.body, isNew: one.isNew, connections, seconds: duration })
  const after = treeUse(peer.pid)
  return {
    cpuMicroseconds: ((after.cpuSeconds - before) / result.requests) * 1e6,
    perSecond: result.requests / result.seconds,
    p50: result.p50,
    p99: result.p99,
    megabytes: after.residentBytes / 1e6,
    errors: result.errors,
  }
}
