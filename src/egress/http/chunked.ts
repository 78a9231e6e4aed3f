/** The chunked transfer coding (RFC 9112, section 7.1). Extensions and trailers are read and dropped. */

import { MalformedAnswer } from './answer.ts'
import type { Framing } from './framing.ts'

const LF = 10
const SIZE_LINE = /^([\da-f]{1,13})[ \t]*(?:;[\t\x20-\x7e\x80-\xff]*)?\r$/i
/** A line with a size, and all trailers together. */
const MAX_LINE_BYTES = 8192

type State = 'size' | 'data' | 'data-end' | 'trailers' | 'done'

export class Chunked implements Framing {
  taken = 0
  #state: State = 'size'
  /** Of the chunk's data. */
  #left = 0
  /** What has come of a line. */
  #line = ''
  #trailerBytes = 0

  get isDone(): boolean {
    return this.#state === 'done'
  }

  take(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | undefined {
    let at = 0
    let first: Uint8Array<ArrayBuffer> | undefined
    let all: Uint8Array<ArrayBuffer>[] | undefined
    while (at < bytes.length && this.#state !== 'done') {
      if (this.#state === 'data') {
        const data = bytes.subarray(at, at + this.#left)
        at += data.length
        this.#left -= data.length
        if (this.#left === 0) this.#state = 'data-end'
        if (first === undefined) first = data
        else if (all === undefined) all = [first, data]
        else all.push(data)
      } else {
        const end = bytes.indexOf(LF, at)
        const next = end === -1 ? bytes.length : end
        this.#line += latin1(bytes, at, next)
        if (this.#line.length > MAX_LINE_BYTES) throw new MalformedAnswer('a chunk')
        at = next + (end === -1 ? 0 : 1)
        if (end !== -1) this.#endLine()
      }
    }
    this.taken = at
    return all === undefined ? first : Bun.concatArrayBuffers(all, Number.POSITIVE_INFINITY, true)
  }

  close(): boolean {
    return this.isDone
  }

  #endLine(): void {
    const line = this.#line
    this.#line = ''
    if (this.#state === 'size') {
      const size = SIZE_LINE.exec(line)?.[1]
      if (size === undefined) throw new MalformedAnswer('the size of a chunk')
      this.#left = Number.parseInt(size, 16)
      this.#state = this.#left === 0 ? 'trailers' : 'data'
    } else if (this.#state === 'data-end') {
      if (line !== '\r') throw new MalformedAnswer('the end of a chunk')
      this.#state = 'size'
    } else {
      this.#trailerBytes += line.length
      if (this.#trailerBytes > MAX_LINE_BYTES || !line.endsWith('\r')) throw new MalformedAnswer('a trailer')
      if (line === '\r') this.#state = 'done'
    }
  }
}

const latin1 = (bytes: Uint8Array<ArrayBuffer>, from: number, to: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1', from, to)
