/**
 * The chain of the audit log: each line has a sequence number, the hash of the line before it, and its own hash over
 * all of its bytes before that hash. So no line can be altered, taken out, put in or moved without a trace.
 */

import { createHash, createHmac } from 'node:crypto'

/** What the next line of a chain builds on. */
export interface ChainState {
  /** Name of the chain, drawn when it begins. */
  readonly chain: string
  /** Sequence number of the last line; 0 before the first. */
  readonly seq: number
  /** Hash of the last line; empty before the first. */
  readonly hash: string
}

export interface SealedLine extends ChainState {
  /** Hash that the line gives for the one before it. */
  readonly prev: string
}

/** SHA-256 in base64url; an HMAC where there is a key, which whoever would forge a line has not. */
export type LineHash = (bytes: string | Uint8Array) => string

export const lineHash = (key: string | undefined): LineHash =>
  key === undefined
    ? (bytes) => createHash('sha256').update(bytes).digest('base64url')
    : (bytes) => createHmac('sha256', key).update(bytes).digest('base64url')

export const newChain = (): ChainState => ({
  chain: crypto.randomUUID().slice(0, 8),
  seq: 0,
  hash: '',
})

/** @param record a JSON object with at least one member @returns its line, without a line break, and what follows on it */
export function sealLine(
  record: string,
  last: ChainState,
  hash: LineHash,
): { line: string; state: ChainState } {
  const seq = last.seq + 1
  const head = `{"seq":${seq},"chain":"${last.chain}","prev":"${last.hash}",${record.slice(1, -1)}`
  const own = hash(head)
  return { line: `${head}${HASH_MEMBER}${own}"}`, state: { chain: last.chain, seq, hash: own } }
}

const HASH_MEMBER = ',"hash":"'
/** SHA-256 in base64url. */
const HASH_CHARS = 43
const TAIL_BYTES = HASH_MEMBER.length + HASH_CHARS + '"}'.length
const HEAD = /^\{"seq":([1-9]\d{0,15}),"chain":"([0-9a-f]{8})","prev":"([\w-]{43}|)",/
const TAIL = /^,"hash":"([\w-]{43})"\}$/
/** More than the longest head. */
const HEAD_BYTES = 120

/** Whether a line has the shape of a sealed one, true or not: a line that was torn has not. */
export const looksSealed = (line: Uint8Array): boolean => TAIL.test(latin1(line, -TAIL_BYTES))

/** @param line its bytes without the line break @returns undefined for a line that is not sealed, or not truly */
export function openLine(line: Uint8Array, hash: LineHash): SealedLine | undefined {
  const head = HEAD.exec(latin1(line, 0, HEAD_BYTES))
  const tail = TAIL.exec(latin1(line, -TAIL_BYTES))
  const [, seq = '', chain = '', prev = ''] = head ?? []
  const own = tail?.[1]
  if (!head || own === undefined || hash(line.subarray(0, -TAIL_BYTES)) !== own) return undefined
  return { seq: Number(seq), chain, prev, hash: own }
}

const latin1 = (bytes: Uint8Array, from: number, to?: number): string =>
  Buffer.from(bytes.subarray(from, to)).toString('latin1')

/** A piece of a line that a crash has left; the next `opened` record declares it. */
export interface Torn {
  readonly bytes: number
  readonly sha256: string
}

export const tornPiece = (bytes: Uint8Array): Torn => ({
  bytes: bytes.byteLength,
  sha256: createHash('sha256').update(bytes).digest('base64url'),
})
