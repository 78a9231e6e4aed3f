/**
 * Latency at 80 % of what each peer can carry in this run, and of all at one rate: 80 % of what the slower of us and
 * nginx + Lua can carry. Requests come at a constant rate, and their time runs from when they were to be sent.
 *
 * Usage: load-latency.ts [--seconds 1.5] [--rounds 2] [--connections 64] [--sizes 0.3,8,100] [--share 0.8]
 *   [--json FILE] [--compare FILE]
 */

import { parseArgs } from 'node:util'
import { print } from '../../src/commands/output.ts'
import { apacheLua } from './peers/apache.ts'
import { chatBody } from './peers/bodies.ts'
import { atConstantRate } from './peers/constant-rate.ts'
import { isWithoutWrk, load } from './peers/load.ts'
import { nginxLua } from './peers/nginx.ts'
import { express, portkey } from './peers/node.ts'
import { ours } from './peers/ours.ts'
import { treeUse } from './peers/processes.ts'
import { inTurn, type NamedPeer, startPeers, startStub } from './peers/running.ts'
import { type Column, type Measured, plain, REPORT_OPTIONS, report } from './peers/table.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '1.5' },
    rounds: { type: 'string', default: '2' },
    connections: { type: 'string', default: '64' },
    sizes: { type: 'string', default: '0.3,8,100' },
    share: { type: 'string', default: '0.8' },
    ...REPORT_OPTIONS,
  },
})
const [seconds, rounds, connections, share] = [
  Number(values.seconds),
  Number(values.rounds),
  Number(values.connections),
  Number(values.share),
]
const WARM_UP_SECONDS = 0.3
/** By wrk, enough that none of them waits for the client. */
const SATURATING = { connections: 16, seconds: 1 }

if (await isWithoutWrk()) process.exit()
await using stack = new AsyncDisposableStack()
const stub = stack.use(await startStub())
const peers = await startPeers(stack, [ours, nginxLua, apacheLua, express, portkey], stub)

type Figures = Awaited<ReturnType<typeof measure>>
const measured: Measured<Figures>[] = []
for (const size of values.sizes.split(',').map(Number)) {
  const body = chatBody(size * 1000, false)
  const carried = await inTurn(peers, Math.ceil(rounds / 2), async ({ running }) => {
    const result = await load({ endpoint: running.endpoint('json'), body, isNew: false, ...SATURATING })
    return { perSecond: result.requests / result.seconds }
  })
  const limitOf = (peer: NamedPeer) => carried.get(peer)?.perSecond ?? Number.NaN
  const percent = `${share * 100} %`
  const atRate = async (scene: string, some: readonly NamedPeer[], rateOf: (peer: NamedPeer) => number) => {
    const figures = await inTurn(some, rounds, (peer, round) =>
      measure(peer, body, limitOf(peer), rateOf(peer), round === 0 ? WARM_UP_SECONDS : seconds),
    )
    for (const [{ name }, own] of figures) measured.push({ scene, peer: name, ...own })
    await print(`measured: ${scene}\n`)
  }
  await atRate(`${size} KB, ${percent} of its own limit`, peers, (peer) => share * limitOf(peer))
  const compared = peers.filter(({ name }) => name === ours.name || name === nginxLua.name)
  const rate = share * Math.min(...compared.map(limitOf))
  const able = peers.filter((peer) => limitOf(peer) >= rate)
  await atRate(`${size} KB, all at ${percent} of the slower`, able, () => rate)
  for (const { name } of peers.filter((peer) => !able.includes(peer))) {
    await print(`${name}: cannot carry ${rate.toFixed(0)} requests a second\n`)
  }
}

const ratio = (name: 'p50' | 'p99'): Column<Figures> => [
  `${name} / nginx's`,
  (row, rows) => {
    const nginx = rows.find(({ peer }) => peer === nginxLua.name)
    return nginx ? (row[name] / nginx[name]).toFixed(2) : ''
  },
]
await report<Figures>(
  measured,
  [
    ratio('p50'),
    ratio('p99'),
    plain('p50 ms', 'p50', 2),
    plain('p99 ms', 'p99', 2),
    plain('limit/s', 'limit'),
    plain('sent/s', 'perSecond'),
    plain('CPU us', 'cpuMicroseconds'),
    plain('sent late p50 ms', 'sentLateP50', 2),
    plain('p99', 'sentLateP99', 2),
    plain('errors', 'errors'),
  ],
  'p99',
  values,
)

async function measure({ running }: NamedPeer, body: string, limit: number, rate: number, duration: number) {
  const before = treeUse(running.pid).cpuSeconds
  const warmUp = Math.round(rate * WARM_UP_SECONDS)
  const count = warmUp + Math.max(1, Math.round(rate * duration))
  const result = await atConstantRate({
    endpoint: running.endpoint('json'),
    body,
    rate,
    count,
    warmUp,
    connections,
  })
  const { p50, p99, sentLateP50, sentLateP99, errors } = result
  const used = treeUse(running.pid).cpuSeconds - before
  return {
    limit,
    perSecond: result.requests / result.seconds,
    cpuMicroseconds: (used / result.requests) * 1e6,
    p50,
    p99,
    sentLateP50,
    sentLateP99,
    errors,
  }
}
