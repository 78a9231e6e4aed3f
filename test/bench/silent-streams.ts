/**
 * Simultaneous streams that are all silent for longer than any usual time-out: do all of them end well, and what
 * memory do they take? Usage: silent-streams.ts [STREAMS] [SECONDS OF SILENCE]; exits with 1 when one was lost.
 */

import { print } from '../../src/commands/output.ts'
import { openRaw, rawRequest } from '../support/wire/raw-client.ts'
import type { WireHandler } from '../support/wire/wire-server.ts'
import { startWorld } from '../support/world.ts'

const streams = Number(process.argv[2] ?? 1000)
const seconds = Number(process.argv[3] ?? 65)
const EVENT = 'data: {"choices":[{"index":0,"delta":{"content":"hello"}}]}\n\n'

await using world = await startWorld()
const release = Promise.withResolvers<void>()
const answer: WireHandler = async (_request, reply) => {
  await reply.stream(200, [['Content-Type', 'text/event-stream']])
  await reply.write(EVENT)
  await release.promise
  await reply.write(EVENT)
  await reply.end()
}
world.provider.answerNext(...Array.from({ length: streams }, () => answer))

const request = rawRequest(
  'POST',
  '/v1/proxy/openai/chat/completions',
  [
    ['Host', 'localhost'],
    ['Content-Type', 'application/json'],
  ],
  '{"model":"gpt-4o-mini","stream":true,"messages":[{"role":"user","content":"hello"}]}',
)

/** @returns whether the stream came whole */
async function consume(): Promise<boolean> {
  await using connection = await openRaw(world.proxy.target)
  await connection.write(request)
  const received = await connection.answer()
  return received?.complete === true && received.bytes.toString() === EVENT + EVENT
}

const megabytes = async (): Promise<number> => (await world.proxy.residentBytes()) / 1024 / 1024
const idle = await megabytes()
const started = performance.now()
const whole = Array.from({ length: streams }, () => consume().catch(() => false))
await world.provider.received(streams)
const opened = performance.now() - started
const silent: number[] = []
for (let second = 0; second < seconds; second += 1) {
  await Bun.sleep(1000)
  silent.push(await megabytes())
}
release.resolve()
const lost = (await Promise.all(whole)).filter((fine) => !fine).length
const peak = Math.max(...silent)

await print(
  [
    `${streams} streams, silent for ${seconds} s: ${streams - lost} came whole, ${lost} were lost`,
    `all open after ${opened.toFixed(0)} ms`,
    `memory idle ${idle.toFixed(1)} MB, silent at most ${peak.toFixed(1)} MB, ${(((peak - idle) / streams) * 1024).toFixed(1)} kB a stream`,
    `memory after ${(await megabytes()).toFixed(1)} MB`,
    '',
  ].join('\n'),
)
process.exitCode = lost === 0 ? 0 : 1
