/**
 * Bytes of a socket, read as a parser wants them: up to a delimiter, exactly n, or all that is left.
 * With a limit the socket is paused while so many bytes wait, so that a test can be a slow reader.
 */

import type { Socket } from 'node:net'

/** The peer ended or broke off before the bytes asked for had come; `partial` holds those that had. */
export class EndOfStream extends Error {
  readonly partial: Buffer

  constructor(partial: Buffer) {
    super(`the peer closed the connection with ${partial.length} bytes of an unfinished message`)
    this.name = 'EndOfStream'
    this.partial = partial
  }
}

export interface ByteReader {
  /** The bytes up to and with the delimiter. @throws {EndOfStream} */
  until(delimiter: string): Promise<Buffer>
  /** @throws {EndOfStream} */
  exactly(length: number): Promise<Buffer>
  /** Whatever comes next, at least one byte; undefined at the end. */
  some(): Promise<Buffer | undefined>
  /** All that comes until the peer closes. */
  rest(): Promise<Buffer>
  /** True when the connection was reset, as opposed to ended. */
  readonly broken: boolean
}

/** @param limit bytes that may wait unread before the socket is paused. */
export function readBytes(socket: Socket, limit = Number.POSITIVE_INFINITY): ByteReader {
  let pieces: Buffer[] = []
  let waiting = 0
  let ended = false
  let broken = false
  let wake: (() => void) | undefined

  const notify = () => {
    wake?.()
    wake = undefined
  }
  socket.on('data', (piece: Buffer) => {
    pieces.push(piece)
    waiting += piece.length
    if (waiting >= limit) socket.pause()
    notify()
  })
  socket.on('error', () => {
    broken = true
  })
  for (const event of ['end', 'close'] as const) {
    socket.on(event, () => {
      ended = true
      notify()
    })
  }

  const more = () =>
    new Promise<void>((resolve) => {
      wake = resolve
      socket.resume()
    })
  const all = (): Buffer => {
    const joined = pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces)
    pieces = [joined]
    return joined
  }
  const take = (length: number): Buffer => {
    const joined = all()
    pieces = length < joined.length ? [joined.subarray(length)] : []
    waiting = joined.length - length
    if (waiting < limit && !ended) socket.resume()
    return joined.subarray(0, length)
  }

  return {
    get broken() {
      return broken
    },
    async until(delimiter) {
      const mark = Buffer.from(delimiter, 'latin1')
      let from = 0
      for (;;) {
        const at = all().indexOf(mark, from)
        if (at >= 0) return take(at + mark.length)
        from = Math.max(0, waiting - mark.length + 1)
        if (ended) throw new EndOfStream(take(waiting))
        await more()
      }
    },
    async exactly(length) {
      while (waiting < length) {
        if (ended) throw new EndOfStream(take(waiting))
        await more()
      }
      return take(length)
    },
    async some() {
      while (waiting === 0) {
        if (ended) return undefined
        await more()
      }
      return take(waiting)
    },
    async rest() {
      while (!ended) await more()
      return take(waiting)
    },
  }
}
