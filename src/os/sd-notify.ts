/**
 * What systemd wants to hear from a service of Type=notify: one datagram for each message, to the unix socket that
 * $NOTIFY_SOCKET names. See sd_notify(3). Without the variable nothing is sent and nothing is opened.
 */

import { ptr } from 'bun:ffi'
import { endianness } from 'node:os'
import { libc } from './libc.ts'

export interface Notify {
  /** @param status one line for `systemctl status` */
  ready(status: string): void
  /** A reload begins; `ready` ends it. */
  reloading(): void
  status(status: string): void
  /** The end begins. @param withinMs what it may take: systemd's TimeoutStopSec= is stretched to that */
  stopping(status: string, withinMs: number): void
  watchdog(): void
}

const SILENT: Notify = {
  ready: () => {},
  reloading: () => {},
  status: () => {},
  stopping: () => {},
  watchdog: () => {},
}

type Env = Readonly<Record<string, string | undefined>>

/** @param onError hears of a message that was not taken; the service goes on */
export function createNotify(env: Env, onError: (error: unknown) => void): Notify {
  const path = env.NOTIFY_SOCKET
  if (!path) return SILENT
  const send = (...lines: readonly string[]) => {
    try {
      sendDatagram(path, lines.join('\n'))
    } catch (error) {
      onError(error)
    }
  }
  return {
    ready: (status) => send('READY=1', `STATUS=${oneLine(status)}`, `MAINPID=${process.pid}`),
    reloading: () => send('RELOADING=1', `MONOTONIC_USEC=${monotonicMicroseconds()}`, 'STATUS=Reloading'),
    status: (status) => send(`STATUS=${oneLine(status)}`),
    stopping: (status, withinMs) =>
      send('STOPPING=1', `STATUS=${oneLine(status)}`, `EXTEND_TIMEOUT_USEC=${Math.ceil(withinMs) * 1000}`),
    watchdog: () => send('WATCHDOG=1'),
  }
}

/** @returns milliseconds within which systemd wants a `watchdog`; undefined when it does not. See sd_watchdog_enabled(3) */
export function watchdogInterval(env: Env): number | undefined {
  const microseconds = Number(env.WATCHDOG_USEC)
  if (!(microseconds > 0)) return undefined
  if (env.WATCHDOG_PID !== undefined && Number(env.WATCHDOG_PID) !== process.pid) return undefined
  return microseconds / 1000
}

const oneLine = (text: string): string => text.replaceAll(/\s*\n\s*/g, '; ')

const AF_UNIX = 1
const SOCK_DGRAM = 2
const SOCK_CLOEXEC = 0o2000000
const MSG_NOSIGNAL = 0x4000
const CLOCK_MONOTONIC = 1

/** @throws {Error} when the address is none, or nobody takes the message */
function sendDatagram(path: string, message: string): void {
  if (!/^[/@]./.test(path)) throw new Error('NOTIFY_SOCKET is neither a path nor an abstract socket')
  const { socket, sendto, close } = libc()
  const fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)
  if (fd < 0) throw new Error('no socket for NOTIFY_SOCKET')
  try {
    const address = socketAddress(path)
    const bytes = Buffer.from(message)
    const sent = sendto(fd, ptr(bytes), bytes.length, MSG_NOSIGNAL, ptr(address), address.length)
    if (Number(sent) !== bytes.length) throw new Error('NOTIFY_SOCKET does not take messages')
  } finally {
    close(fd)
  }
}

/** struct sockaddr_un of unix(7): a path ends with a NUL; an abstract name begins with one, and its length counts. */
function socketAddress(path: string): Buffer {
  const family = endianness() === 'LE' ? [AF_UNIX, 0] : [0, AF_UNIX]
  const name = path.startsWith('@') ? `\0${path.slice(1)}` : `${path}\0`
  return Buffer.concat([Buffer.from(family), Buffer.from(name)])
}

/** The clock that systemd compares with the time of its own request. */
function monotonicMicroseconds(): bigint {
  const time = new BigInt64Array(2)
  libc().clock_gettime(CLOCK_MONOTONIC, ptr(time))
  return (time[0] ?? 0n) * 1_000_000n + (time[1] ?? 0n) / 1000n
}
