/** Where the body of an answer ends (RFC 9112, section 6.3), and the bytes of it among those that come. */

import { MalformedAnswer } from './answer.ts'
import { Chunked } from './chunked.ts'
import type { Head } from './head.ts'

export interface Framing {
  /** Whether the body has come whole. */
  readonly isDone: boolean
  /** Bytes of the last ones that it took; what is behind them is not the body's. */
  readonly taken: number
  /**
   * @param bytes that came next
   * @returns those of them that are the body's; undefined for none
   * @throws {MalformedAnswer}
   */
  take(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | undefined
  /** The upstream has closed. @returns whether that is an end */
  close(): boolean
}

const WITHOUT_BODY: ReadonlySet<number> = new Set([204, 304])
const LENGTH = /^\d{1,15}$/

/**
 * @returns undefined where there is no body
 * @throws {MalformedAnswer} for lengths that differ, and for transfer codings that nobody has asked for
 */
export function framingOf(method: string, { status, headers }: Head): Framing | undefined {
  if (method === 'HEAD' || WITHOUT_BODY.has(status)) return undefined
  const coding = headers.get('transfer-encoding')
  if (coding !== null) {
    if (coding.trim().toLowerCase() !== 'chunked') throw new MalformedAnswer('the transfer coding')
    return new Chunked()
  }
  const length = lengthOf(headers)
  return length === undefined ? new UntilClose() : length === 0 ? undefined : new OfLength(length)
}

/** @returns undefined without any @throws {MalformedAnswer} */
function lengthOf(headers: Headers): number | undefined {
  const value = headers.get('content-length')
  if (value === null) return undefined
  const [first = '', ...others] = value.split(',').map((length) => length.trim())
  if (!LENGTH.test(first) || others.some((other) => other !== first))
    throw new MalformedAnswer('the Content-Length')
  if (others.length > 0) headers.set('content-length', first)
  return Number(first)
}

/** Whether the connection may serve another request (RFC 9112, section 9.3). */
export function keepsAlive({ headers, isOld }: Head, framing: Framing | undefined): boolean {
  if (framing instanceof UntilClose) return false
  // Section 6.1: whoever sends both may have been tricked into it.
  if (headers.has('transfer-encoding') && (isOld || headers.has('content-length'))) return false
  const connection = headers.get('connection')?.toLowerCase()
  if (connection === undefined) return !isOld
  const options = connection.split(',').map((option) => option.trim())
  return !options.includes('close') && (!isOld || options.includes('keep-alive'))
}

class OfLength implements Framing {
  taken = 0
  #left: number

  constructor(length: number) {
    this.#left = length
  }

  get isDone(): boolean {
    return this.#left === 0
  }

  take(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | undefined {
    this.taken = Math.min(this.#left, bytes.length)
    this.#left -= this.taken
    return this.taken === 0 ? undefined : bytes.subarray(0, this.taken)
  }

  close(): boolean {
    return this.isDone
  }
}

class UntilClose implements Framing {
  isDone = false
  taken = 0

  take(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | undefined {
    this.taken = bytes.length
    return bytes
  }

  close(): boolean {
    this.isDone = true
    return true
  }
}
