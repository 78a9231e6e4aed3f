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
import { load } from './peers/load.ts'
import { nginxAlone, nginxLua } from './peers/nginx.ts'
import { express, portkey } from './peers/node.ts'
import { ours } from './peers/ours.ts'
import type { Answer, Peer, RunningPeer } from './peers/peer.ts'
import { treeUse } from './peers/processes.ts'
import { describe, type Figure, type Measured, medianFigure } from './peers/table.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '16' },
    sizes: { type: 'string', default: '0.3,8,100,1000' },
    json: { type: 'string' },
    compare: { type: 'string' },
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
  readonly answer: Answer
  readonly isNew: boolean
}

const scene = (kilobytes: number, answer: Answer, isNew: boolean): Scene => ({
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

if (!Bun.which('wrk')) {
  await print('wrk is not installed: nothing measured\n')
  process.exit(0)
}

const stub = Bun.spawn([process.execPath, `${import.meta.dir}/peers/stub-process.ts`], { stdout: 'pipe' })
const port = new TextDecoder().decode((await stub.stdout.getReader().read()).value).trim()

const running: { readonly peer: Peer; readonly process: RunningPeer }[] = []
for (const peer of [ours, nginxLua, nginxAlone, apacheLua, express, portkey]) {
  const missing = peer.missing()
  if (missing) await print(`${peer.name}: skipped, ${missing} is not installed\n`)
  else running.push({ peer, process: await peer.start({ host: `127.0.0.1:${port}` }) })
}

const measured: Measured[] = []
try {
  for (const one of scenes) {
    const figures = new Map<string, Figure[]>()
    for (let round = 0; round <= rounds; round += 1) {
      for (const { peer, process } of running) {
        // A first round warms up: compilers, pools, verdicts.
        const figure = await measure(process, one, round === 0 ? 1 : seconds)
        if (round > 0) figures.set(peer.name, [...(figures.get(peer.name) ?? []), figure])
      }
    }
    for (const [peer, all] of figures) measured.push({ scene: one.name, peer, ...medianFigure(all) })
    await print(`measured: ${one.name}\n`)
  }
} finally {
  await Promise.all(running.map(({ process }) => process[Symbol.asyncDispose]()))
  stub.kill()
}

await print(`\n${describe(measured, values.compare ? await Bun.file(values.compare).json() : undefined)}`)
if (values.json) await Bun.write(values.json, `${JSON.stringify(measured, null, 2)}\n`)

async function measure(process: RunningPeer, one: Scene, duration: number): Promise<Figure> {
  const before = treeUse(process.pid).cpuSeconds
  const endpoint = process.endpoints[one.answer]
  const result = await load({ endpoint, body: one.body, isNew: one.isNew, connections, seconds: duration })
  const after = treeUse(process.pid)
  return {
    cpuMicroseconds: ((after.cpuSeconds - before) / result.requests) * 1e6,
    perSecond: result.requests / result.seconds,
    p50: result.p50,
    p99: result.p99,
    megabytes: after.residentBytes / 1e6,
    errors: result.errors,
  }
}
