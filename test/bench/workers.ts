/**
 * Throughput of us and nginx + Lua by the number of workers, from one to as many as there are cores, with known verdicts.
 * The client and the stub want cores too: what each of them and the rest of the machine takes, and what the limit is,
 * stands beside.
 *
 * Usage: workers.ts [--seconds 2] [--rounds 3] [--connections 64] [--sizes 0.3,8,100] [--workers 1,2] [--json FILE]
 *   [--compare FILE]
 */

import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { print } from '../../src/commands/output.ts'
import { chatBody } from './peers/bodies.ts'
import { isWithoutWrk, load } from './peers/load.ts'
import { nginxLua } from './peers/nginx.ts'
import { ours } from './peers/ours.ts'
import type { Peer } from './peers/peer.ts'
import { machineCpuSeconds, treeUse } from './peers/processes.ts'
import { inTurn, type NamedPeer, startPeers, startStub } from './peers/running.ts'
import { type Column, type Measured, plain, REPORT_OPTIONS, report } from './peers/table.ts'

const cores = availableParallelism()
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '64' },
    sizes: { type: 'string', default: '0.3,8,100' },
    workers: { type: 'string', default: Array.from({ length: cores }, (_, index) => index + 1).join(',') },
    ...REPORT_OPTIONS,
  },
})
const counts = values.workers.split(',').map(Number)
/** What is used to this share has nothing left: the rest goes to the system. */
const FULL = 0.93

if (await isWithoutWrk()) process.exit()
await using stack = new AsyncDisposableStack()
const stub = stack.use(await startStub())
const nameOf = (peer: Peer, workers: number) => `${peer.name}, ${workers}`
const withWorkers = (peer: Peer, workers: number): Peer => ({
  ...peer,
  name: nameOf(peer, workers),
  start: (at) => peer.start(at, workers),
})
const all = [ours, nginxLua].flatMap((peer) => counts.map((workers) => withWorkers(peer, workers)))
const peers = await startPeers(stack, all, stub)

type Figures = Awaited<ReturnType<typeof measure>>
const measured: Measured<Figures>[] = []
for (const size of values.sizes.split(',').map(Number)) {
  const body = chatBody(size * 1000, false)
  const figures = await inTurn(peers, Number(values.rounds), (peer, round) =>
    measure(peer, body, round === 0 ? 1 : Number(values.seconds)),
  )
  for (const [{ name }, own] of figures) measured.push({ scene: `${size} KB`, peer: name, ...own })
  await print(`measured: ${size} KB\n`)
}

const ofOne: Column<Figures> = [
  'req/s / of one',
  (row, rows) => {
    const one = rows.find(({ peer }) => peer === row.peer.replace(/\d+$/, String(counts[0])))
    return (row.perSecond / (one?.perSecond ?? Number.NaN)).toFixed(2)
  },
]
const limit: Column<Figures> = [
  'limit',
  (row) => {
    const workers = Number(/\d+$/.exec(row.peer)?.[0])
    if (row.cores >= FULL * workers) return 'its workers'
    if (row.stubCores >= FULL) return 'the stub'
    if (row.clientCores >= FULL) return 'the client'
    const here = row.cores + row.stubCores + row.clientCores
    return here + row.otherCores >= FULL * cores ? `the ${cores} cores` : 'none is full'
  },
]
await report<Figures>(
  measured,
  [
    ofOne,
    plain('req/s', 'perSecond'),
    plain('CPU us', 'cpuMicroseconds'),
    plain('p50 ms', 'p50', 2),
    plain('p99 ms', 'p99', 2),
    plain('MB', 'megabytes'),
    plain('cores', 'cores', 2),
    plain('of the stub', 'stubCores', 2),
    plain('of the client', 'clientCores', 2),
    plain('of others', 'otherCores', 2),
    limit,
    plain('errors', 'errors'),
  ],
  'perSecond',
  values,
)

async function measure({ running }: NamedPeer, body: string, seconds: number) {
  const used = () => ({
    own: treeUse(running.pid).cpuSeconds,
    stub: treeUse(stub.pid).cpuSeconds,
    machine: machineCpuSeconds(),
  })
  const before = used()
  const connections = Number(values.connections)
  const result = await load({ endpoint: running.endpoint('json'), body, isNew: false, connections, seconds })
  const after = used()
  const own = after.own - before.own
  const ofStub = after.stub - before.stub
  const others = after.machine - before.machine - own - ofStub - result.cpuSeconds
  return {
    perSecond: result.requests / result.seconds,
    cpuMicroseconds: (own / result.requests) * 1e6,
    p50: result.p50,
    p99: result.p99,
    megabytes: treeUse(running.pid).residentBytes / 1e6,
    cores: own / result.seconds,
    stubCores: ofStub / result.seconds,
    clientCores: result.cpuSeconds / result.seconds,
    otherCores: others / result.seconds,
    errors: result.errors,
  }
}
