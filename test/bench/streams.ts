/**
 * Answers that stream, through the compiled binary beside the provider alone and nginx in between: what is added to the
 * first byte and to each chunk, what many slow streams take, and how late their chunks are while a large body is read.
 * Chunks carry the time at which the provider wrote them.
 *
 * Usage: streams.ts [--requests 300] [--streams 100,1000,5000] [--megabytes 10]
 */

import { parseArgs } from 'node:util'
import { print } from '../../src/commands/output.ts'
import { chatBody } from './peers/bodies.ts'
import { PLACEHOLDER } from './peers/load.ts'
import { nginxAlone } from './peers/nginx.ts'
import { ours } from './peers/ours.ts'
import type { RunningPeer } from './peers/peer.ts'
import { treeUse } from './peers/processes.ts'
import { openStreams, readStamps } from './streams/client.ts'
import { percentile } from './streams/percentile.ts'

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '300' },
    streams: { type: 'string', default: '100,1000,5000' },
    megabytes: { type: 'string', default: '10' },
  },
})
const requests = Number(values.requests)
const HEADERS = { 'content-type': 'application/json' }
const question = chatBody(300, true).replace(PLACEHOLDER, '0')
const large = chatBody(Number(values.megabytes) * 1e6, false)

const stub = Bun.spawn([process.execPath, `${import.meta.dir}/streams/stub-process.ts`], { stdout: 'pipe' })
const host = `127.0.0.1:${new TextDecoder().decode((await stub.stdout.getReader().read()).value).trim()}`
const proxy = await ours.start({ host })
const missing = nginxAlone.missing()
const nginx = missing ? undefined : await nginxAlone.start({ host })
if (missing) await print(`${nginxAlone.name}: skipped, ${missing} is not installed\n`)
const at = (peer: RunningPeer, path: string) => peer.endpoints.json.url.replace('/json/', path)
const ways = [
  { name: 'provider alone', url: (path: string) => `http://${host}${path}chat/completions` },
  ...(nginx ? [{ name: nginxAlone.name, url: (path: string) => at(nginx, path) }] : []),
  { name: ours.name, url: (path: string) => at(proxy, path) },
]

try {
  await timesOf('first byte, ms', '/once/', async (url) => {
    const started = performance.now()
    const answer = await fetch(url, { method: 'POST', headers: HEADERS, body: question })
    const reader = answer.body?.getReader()
    await reader?.read()
    const time = performance.now() - started
    while (!(await reader?.read())?.done);
    return [time]
  })
  let merged = 0
  await timesOf('each chunk from the provider to the client, ms', '/paced/', async (url) => {
    const { delays, together } = await readStamps(url, question)
    if (url.includes('/proxy/')) merged += together
    return delays
  })
  await print(`chunks that came together with another: ${merged}\n\n`)
  for (const streams of values.streams.split(',').map(Number)) await manyStreams(streams)
} finally {
  await proxy[Symbol.asyncDispose]()
  await nginx?.[Symbol.asyncDispose]()
  stub.kill()
}

/** Each way in turn, so that a machine that slows down slows all of them. */
async function timesOf(title: string, path: string, once: (url: string) => Promise<number[]>): Promise<void> {
  const times = ways.map(() => [] as number[])
  const rounds = path === '/paced/' ? Math.ceil(requests / 50) : requests
  for (let round = -rounds / 5; round < rounds; round += 1) {
    for (const [index, way] of ways.entries()) {
      const measured = await once(way.url(path))
      if (round >= 0) times[index]?.push(...measured)
    }
  }
  const [alone = []] = times
  const added = (own: number[], rank: number) => (percentile(own, rank) - percentile(alone, rank)).toFixed(2)
  await print(`${title}: p50, p99; added to the provider alone: p50, p99\n`)
  for (const [index, { name }] of ways.entries()) {
    const own = times[index] ?? []
    const cells = [
      percentile(own, 50).toFixed(2),
      percentile(own, 99).toFixed(2),
      added(own, 50),
      added(own, 99),
    ]
    await print(`${name.padEnd(16)}${cells.map((cell) => cell.padStart(8)).join('')}\n`)
  }
  await print('\n')
}

/** Open and silent; then each of them slow, without and with a large body beside them. */
async function manyStreams(count: number): Promise<void> {
  const url = at(proxy, '/slow/')
  await using streams = await openStreams(url, question, count)
  await Bun.sleep(1000)
  const before = treeUse(proxy.pid)
  await Bun.sleep(5000)
  const after = treeUse(proxy.pid)
  const idle = ((after.cpuSeconds - before.cpuSeconds) / 5 / count) * 1e6
  const tell = (path: string) => fetch(`http://${host}${path}`, { method: 'POST' })
  await tell('/begin')
  await Bun.sleep(1000)
  streams.take()
  await Bun.sleep(4000)
  const calm = streams.take()
  for (let turn = 0; turn < 3; turn += 1) {
    const body = large.replace(PLACEHOLDER, `${turn} of ${count}`)
    await (await fetch(at(proxy, '/json/'), { method: 'POST', headers: HEADERS, body })).bytes()
    await Bun.sleep(1000)
  }
  const beside = streams.take()
  await tell('/end')
  const late = (delays: number[]) =>
    [50, 99, 99.9].map((rank) => percentile(delays, rank).toFixed(1)).join(' / ')
  await print(
    `${count} streams: ${(after.residentBytes / 1e6).toFixed(0)} MB, idle ${idle.toFixed(1)} us of CPU a second each; ` +
      `chunks late by p50 / p99 / p99.9: ${late(calm)} ms, beside bodies of ${values.megabytes} MB ${late(beside)} ms; ` +
      `${streams.broken()} broken\n`,
  )
}
