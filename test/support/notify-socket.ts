/** systemd's side of sd_notify(3): a unix datagram socket that collects what a service says. */

import { dlopen, FFIType, ptr } from 'bun:ffi'

const { i32, u32, u64, i64, ptr: pointer } = FFIType
const { symbols: libc } = dlopen('libc.so.6', {
  socket: { args: [i32, i32, i32], returns: i32 },
  bind: { args: [i32, pointer, u32], returns: i32 },
  recv: { args: [i32, pointer, u64, i32], returns: i64 },
  close: { args: [i32], returns: i32 },
})

const AF_UNIX = 1
const SOCK_DGRAM = 2
const MSG_DONTWAIT = 0x40
const POLL_MS = 5

export interface NotifySocket extends Disposable {
  /** For $NOTIFY_SOCKET. */
  readonly address: string
  /** Every message so far, its lines as a table. */
  readonly messages: readonly Readonly<Record<string, string>>[]
  /** The first message, past or future, that the predicate accepts; from `after` on. */
  next(
    accept: (message: Readonly<Record<string, string>>) => boolean,
    after?: number,
  ): Promise<Readonly<Record<string, string>>>
}

/** @param address a path, or `@name` for an abstract socket */
export function openNotifySocket(address: string): NotifySocket {
  const name = address.startsWith('@') ? `\0${address.slice(1)}` : `${address}\0`
  const bytes = Buffer.concat([Buffer.from([AF_UNIX, 0]), Buffer.from(name)])
  const fd = libc.socket(AF_UNIX, SOCK_DGRAM, 0)
  if (libc.bind(fd, ptr(bytes), bytes.length) !== 0) throw new Error(`cannot bind ${address}`)
  const messages: Record<string, string>[] = []
  const buffer = Buffer.alloc(8192)
  const receive = () => {
    for (;;) {
      const length = Number(libc.recv(fd, ptr(buffer), buffer.length, MSG_DONTWAIT))
      if (length < 0) return
      const lines = buffer.subarray(0, length).toString().split('\n')
      messages.push(
        Object.fromEntries(
          lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
        ),
      )
    }
  }
  const timer = setInterval(receive, POLL_MS)
  return {
    address,
    messages,
    async next(accept, after = 0) {
      for (;;) {
        const found = messages.slice(after).find(accept)
        if (found) return found
        await Bun.sleep(POLL_MS)
      }
    },
    [Symbol.dispose]() {
      clearInterval(timer)
      libc.close(fd)
    },
  }
}
