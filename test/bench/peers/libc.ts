/** Sockets and waiting as the system has them (Linux, glibc): the runtime's own timers are no finer than a millisecond. */

import { dlopen, FFIType } from 'bun:ffi'

export const { symbols: libc } = dlopen('libc.so.6', {
  socket: { args: ['i32', 'i32', 'i32'], returns: 'i32' },
  connect: { args: ['i32', 'ptr', 'u32'], returns: 'i32' },
  setsockopt: { args: ['i32', 'i32', 'i32', 'ptr', 'u32'], returns: 'i32' },
  send: { args: ['i32', 'ptr', 'u64', 'i32'], returns: FFIType.i64_fast },
  recv: { args: ['i32', 'ptr', 'u64', 'i32'], returns: FFIType.i64_fast },
  close: { args: ['i32'], returns: 'i32' },
  epoll_create1: { args: ['i32'], returns: 'i32' },
  epoll_ctl: { args: ['i32', 'i32', 'i32', 'ptr'], returns: 'i32' },
  epoll_pwait2: { args: ['i32', 'ptr', 'i32', 'ptr', 'ptr'], returns: 'i32' },
  prctl: { args: ['i32', 'u64', 'u64', 'u64', 'u64'], returns: 'i32' },
})

const AF_INET = 2
const SOCK_STREAM = 1
const IPPROTO_TCP = 6
const TCP_NODELAY = 1
export const MSG_DONTWAIT = 0x40
export const MSG_NOSIGNAL = 0x4000

/** @returns the descriptor of a new connection to 127.0.0.1 @throws when nobody listens */
export function connectTo(port: number): number {
  const descriptor = libc.socket(AF_INET, SOCK_STREAM, 0)
  const address = Buffer.alloc(16)
  address.writeUInt16LE(AF_INET, 0)
  address.writeUInt16BE(port, 2)
  address.set([127, 0, 0, 1], 4)
  if (libc.connect(descriptor, address, address.length) !== 0) throw new Error(`nobody listens at ${port}`)
  libc.setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, Buffer.from([1, 0, 0, 0]), 4)
  return descriptor
}

const EPOLL_CTL_ADD = 1
const EPOLLIN = 1
const EPOLLOUT = 4
const EPOLLERR = 8
const EPOLLHUP = 0x10
const EPOLLRDHUP = 0x2000
const EPOLLET = 0x80000000
/** `struct epoll_event` is packed on x86-64 only (epoll_event(3type)). */
const EVENT_BYTES = process.arch === 'x64' ? 12 : 16
const MOST_EVENTS = 256

export interface Poller {
  /** Tells from now on when the descriptor can be read or written again. */
  watch(descriptor: number): void
  /** @returns the descriptors with something new, after at most so many nanoseconds; `isOver`: nothing more will come */
  wait(nanoseconds: number): { readonly descriptor: number; readonly isOver: boolean }[]
}

export function newPoller(): Poller {
  const PR_SET_TIMERSLACK = 29
  libc.prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0)
  const epoll = libc.epoll_create1(0)
  const events = Buffer.alloc(EVENT_BYTES * MOST_EVENTS)
  const timeout = new BigInt64Array(2)
  return {
    watch(descriptor) {
      const event = Buffer.alloc(EVENT_BYTES)
      event.writeUInt32LE((EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET) >>> 0, 0)
      event.writeInt32LE(descriptor, EVENT_BYTES - 8)
      libc.epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, event)
    },
    wait(nanoseconds) {
      timeout[0] = BigInt(Math.floor(nanoseconds / 1e9))
      timeout[1] = BigInt(Math.floor(nanoseconds % 1e9))
      const count = libc.epoll_pwait2(epoll, events, MOST_EVENTS, timeout, null)
      return Array.from({ length: Math.max(0, count) }, (_, index) => {
        const at = index * EVENT_BYTES
        const isOver = (events.readUInt32LE(at) & (EPOLLERR | EPOLLHUP | EPOLLRDHUP)) !== 0
        return { descriptor: events.readInt32LE(at + EVENT_BYTES - 8), isOver }
      })
    },
  }
}
