/** The process of constant-rate.ts: a loop around epoll, and nothing else. Reads what to do, prints what came of it. */

import { print } from '../../../src/commands/output.ts'
import { percentile } from '../streams/percentile.ts'
import type { ConstantRate, ConstantRateResult } from './constant-rate.ts'
import { connectTo, libc, MSG_DONTWAIT, MSG_NOSIGNAL, newPoller } from './libc.ts'

/** After the last request was to be sent. */
const WAIT_NS = 10e9
const LONGEST_WAIT_NS = 1e8

interface Connection {
  readonly descriptor: number
  /** Of the request under way; -1: none. */
  number: number
  unsent: number
  answer: string
}

await print(`${JSON.stringify(run(await Bun.stdin.json()))}\n`)

function run({ endpoint, body, rate, count, warmUp, connections }: ConstantRate): ConstantRateResult {
  const { port, host, pathname } = new URL(endpoint.url)
  const headers = Object.entries({ 'Content-Type': 'application/json', ...endpoint.headers })
  const request = Buffer.from(
    `POST ${pathname} HTTP/1.1\r\nHost: ${host}\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
  const poller = newPoller()
  const all = new Map<number, Connection>()
  const idle: Connection[] = []
  const latencies = new Float64Array(count)
  const sentLate = new Float64Array(count)
  const received = Buffer.alloc(1 << 18)
  let [next, answered, errors] = [0, 0, 0]

  const open = () => {
    const connection = { descriptor: connectTo(Number(port)), number: -1, unsent: 0, answer: '' }
    all.set(connection.descriptor, connection)
    poller.watch(connection.descriptor)
    idle.push(connection)
  }
  const ended = (number: number, isGood: boolean) => {
    latencies[number] = Bun.nanoseconds() - due(number)
    answered += 1
    if (!isGood) errors += 1
  }
  const broke = (connection: Connection) => {
    all.delete(connection.descriptor)
    libc.close(connection.descriptor)
    if (connection.number >= 0) ended(connection.number, false)
    else idle.splice(idle.indexOf(connection), 1)
    open()
  }
  const send = (connection: Connection) => {
    const rest = connection.unsent === request.length ? request : request.subarray(-connection.unsent)
    // What does not fit now goes when epoll says so; a broken connection is seen by recv.
    const sent = libc.send(connection.descriptor, rest, rest.length, MSG_DONTWAIT | MSG_NOSIGNAL)
    connection.unsent -= Math.max(0, Number(sent))
  }
  const receive = (connection: Connection) => {
    for (;;) {
      const size = Number(libc.recv(connection.descriptor, received, received.length, MSG_DONTWAIT))
      if (size <= 0) return
      connection.answer += received.toString('latin1', 0, size)
      if (!isWhole(connection.answer)) continue
      ended(connection.number, connection.answer.startsWith('HTTP/1.1 2'))
      connection.number = -1
      connection.answer = ''
      idle.push(connection)
      return
    }
  }

  for (let index = 0; index < connections; index += 1) open()
  const interval = rate > 0 ? 1e9 / rate : 0
  const start = Bun.nanoseconds()
  const due = (number: number) => start + number * interval
  const end = due(count) + WAIT_NS
  while (answered < count) {
    let now = Bun.nanoseconds()
    if (now > end) break
    while (next < count && due(next) <= now) {
      const connection = idle.shift()
      if (!connection) break
      sentLate[next] = now - due(next)
      connection.number = next
      connection.unsent = request.length
      next += 1
      send(connection)
      now = Bun.nanoseconds()
    }
    const isFree = next < count && idle.length > 0
    const wait = isFree ? Math.min(LONGEST_WAIT_NS, Math.max(0, due(next) - now)) : LONGEST_WAIT_NS
    for (const { descriptor, isOver } of poller.wait(wait)) {
      const connection = all.get(descriptor)
      if (!connection) continue
      if (connection.unsent > 0) send(connection)
      receive(connection)
      if (isOver) broke(connection)
    }
  }
  const seconds = (Bun.nanoseconds() - start) / 1e9
  const requests = answered
  for (const { number } of all.values()) if (number >= 0) ended(number, false)
  while (next < count && rate > 0) {
    sentLate[next] = Bun.nanoseconds() - due(next)
    ended(next, false)
    next += 1
  }
  const over = (times: Float64Array, rank: number) => percentile([...times.subarray(warmUp)], rank) / 1e6
  return {
    requests,
    seconds,
    errors,
    p50: over(latencies, 50),
    p99: over(latencies, 99),
    sentLateP50: over(sentLate, 50),
    sentLateP99: over(sentLate, 99),
  }
}

/** Of an answer with a length, or in chunks without trailers. */
function isWhole(answer: string): boolean {
  const head = answer.indexOf('\r\n\r\n')
  if (head < 0) return false
  const length = /\r\ncontent-length: *(\d+)/i.exec(answer.slice(0, head))
  return length ? answer.length >= head + 4 + Number(length[1]) : answer.endsWith('\r\n0\r\n\r\n')
}
