/**
 * How CPU time a request grows with the body, of us, nginx + Lua and Express: each size, and lines through them. Verdicts
 * are known. So many requests are sent that each peer is busy for `--seconds`, and all of them end before the CPU is read.
 *
 * Usage: slope.ts [--seconds 0.5] [--rounds 3] [--connections 4] [--sizes 1,3,10,30,100,300,1000,3000,10000] [--from 100]
 *   [--json FILE] [--compare FILE]
 */

import { parseArgs } from 'node:util'
import { print } from '../../src/commands/output.ts'
import { table } from '../support/figures.ts'
import { chatBody } from './peers/bodies.ts'
import { atConstantRate } from './peers/constant-rate.ts'
import { farthest, fitRelative, logLogSlope, type Point } from './peers/fit.ts'
import { nginxLua } from './peers/nginx.ts'
import { express } from './peers/node.ts'
import { ours } from './peers/ours.ts'
import { treeUse } from './peers/processes.ts'
import { inTurn, type NamedPeer, startPeers, startStub } from './peers/running.ts'
import { type Measured, plain, REPORT_OPTIONS, report } from './peers/table.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '0.5' },
    rounds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '4' },
    sizes: { type: 'string', default: '1,3,10,30,100,300,1000,3000,10000' },
    from: { type: 'string', default: '100' },
    ...REPORT_OPTIONS,
  },
})
const sizes = values.sizes.split(',').map(Number)
const from = Number(values.from)
const connections = Number(values.connections)
/** Requests of a first round, which also tells how long one takes. */
const FIRST_COUNT = { most: 2000, bytes: 40e6 }

await using stack = new AsyncDisposableStack()
const stub = stack.use(await startStub())
const peers = await startPeers(stack, [ours, nginxLua, express], stub)

type Figures = Awaited<ReturnType<typeof measure>>
const measured: Measured<Figures>[] = []
for (const size of sizes) {
  const body = chatBody(size * 1000, false)
  const first = Math.ceil(Math.min(FIRST_COUNT.most, FIRST_COUNT.bytes / body.length))
  const counts = new Map<NamedPeer, number>()
  const figures = await inTurn(peers, Number(values.rounds), async (peer, round) => {
    const own = await measure(peer, body, counts.get(peer) ?? first)
    if (round === 0)
      counts.set(peer, Math.ceil(Math.max(2 * connections, own.perSecond * Number(values.seconds))))
    return own
  })
  for (const [{ name }, own] of figures) measured.push({ scene: `${size} KB`, peer: name, ...own })
  await print(`measured: ${size} KB\n`)
}
await report<Figures>(
  measured,
  [
    ['our CPU / its', (row, [us]) => ((us?.cpuMicroseconds ?? Number.NaN) / row.cpuMicroseconds).toFixed(2)],
    plain('CPU us', 'cpuMicroseconds'),
    plain('req/s', 'perSecond'),
    plain('MB', 'megabytes'),
    plain('errors', 'errors'),
  ],
  'cpuMicroseconds',
  values,
)

const rows = peers.map(({ name }) => {
  const points = measured
    .filter(({ peer }) => peer === name)
    .map(({ kilobytes, cpuMicroseconds }): Point => [kilobytes, cpuMicroseconds])
  const upper = points.filter(([kilobytes]) => kilobytes >= from)
  const line = fitRelative(points)
  const [at, off] = farthest(points, line)
  return [
    name,
    logLogSlope(upper).toFixed(3),
    fitRelative(upper).slope.toFixed(2),
    line.intercept.toFixed(0),
    line.slope.toFixed(2),
    `${(off * 100).toFixed(0)} % at ${at.toFixed(0)} KB`,
  ]
})
const head = [
  '',
  `log-log slope from ${from} KB`,
  `us/KB from ${from} KB`,
  'all: us a request',
  '+ us/KB',
  'farthest off',
]
await print(`\n${table(head, rows)}`)

async function measure({ running }: NamedPeer, body: string, count: number) {
  const before = treeUse(running.pid).cpuSeconds
  const endpoint = running.endpoint('json')
  const result = await atConstantRate({ endpoint, body, rate: 0, count, warmUp: 0, connections })
  const after = treeUse(running.pid)
  return {
    kilobytes: body.length / 1000,
    cpuMicroseconds: ((after.cpuSeconds - before) / count) * 1e6,
    perSecond: result.requests / result.seconds,
    megabytes: after.residentBytes / 1e6,
    errors: result.errors,
  }
}
