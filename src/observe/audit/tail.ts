/** The end of an audit file that is there already: what the chain continues from, and what a crash has left half-written. */

import { open, readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { tryLock } from '../../os/file-lock.ts'
import { type ChainState, type LineHash, looksSealed, openLine, type Torn, tornPiece } from './chain.ts'
import { readLines } from './lines.ts'

export interface Tail {
  /** Undefined when the last line that is whole is not a true line of a chain. */
  readonly state: ChainState | undefined
  /** Pieces after the last whole line, the oldest first. */
  readonly torn: readonly Torn[]
  /** Whether the file ends within a line. */
  readonly unfinished: boolean
}

const NOTHING: Tail = { state: undefined, torn: [], unfinished: false }
const LINE_BREAK = 0x0a
const WINDOW_BYTES = 64 * 1024
/** More starts that ended between two bytes have not been seen. */
const MOST_TORN = 16

/** @throws what reading throws */
export async function readTail(path: string, hash: LineHash): Promise<Tail> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    if (size === 0) return NOTHING
    for (let window = WINDOW_BYTES; ; window *= 4) {
      const length = Math.min(window, size)
      const bytes = Buffer.alloc(length)
      const { bytesRead } = await file.read(bytes, 0, length, size - length)
      const tail = tailOf(bytes.subarray(0, bytesRead), length === size, hash)
      if (tail) return tail
    }
  } finally {
    await file.close()
  }
}

/** @returns undefined when more of the file must be seen */
function tailOf(bytes: Buffer, isWhole: boolean, hash: LineHash): Tail | undefined {
  const lastBreak = bytes.lastIndexOf(LINE_BREAK)
  if (lastBreak === -1 && !isWhole) return undefined
  const rest = bytes.subarray(lastBreak + 1)
  const torn: Torn[] = []
  const unfinished = rest.byteLength > 0
  if (unfinished) {
    const state = openLine(rest, hash)
    if (state) return { state, torn, unfinished }
    torn.unshift(tornPiece(rest))
  }
  for (let end = lastBreak; end >= 0; ) {
    const before = end === 0 ? -1 : bytes.lastIndexOf(LINE_BREAK, end - 1)
    if (before === -1 && !isWhole) return undefined
    const line = bytes.subarray(before + 1, end)
    const state = openLine(line, hash)
    if (state) return { state, torn, unfinished }
    // A crash after the line break that ended a torn line, before the record that declares it.
    if (looksSealed(line) || torn.length === MOST_TORN) break
    torn.unshift(tornPiece(line))
    end = before
  }
  return { ...NOTHING, unfinished }
}

/**
 * The end of the newest rotated sibling (`audit.jsonl.1`, `audit.jsonl-20261124.gz`) that nobody writes any more. A clock
 * that was set back makes one look newer than what was written after it, of which the numbers of lines know.
 */
export async function rotatedTail(path: string, hash: LineHash): Promise<Tail> {
  const [newest, ...older] = await siblingsOf(path)
  if (newest === undefined) return NOTHING
  let last = await (newest.endsWith('.gz') ? compressedTail(newest, hash) : unlockedTail(newest, hash))
  for (const sibling of older) {
    if (last.state === undefined || sibling.endsWith('.gz')) continue
    const tail = await unlockedTail(sibling, hash)
    if (tail.state?.chain === last.state.chain && tail.state.seq > last.state.seq) last = tail
  }
  return last
}

async function unlockedTail(path: string, hash: LineHash): Promise<Tail> {
  const file = await open(path, 'r')
  try {
    if (!tryLock(file.fd)) return NOTHING
  } finally {
    await file.close()
  }
  return readTail(path, hash)
}

async function compressedTail(path: string, hash: LineHash): Promise<Tail> {
  let state: ChainState | undefined
  for await (const { bytes } of readLines(path)) state = openLine(bytes, hash) ?? state
  return { ...NOTHING, state }
}

/** Those with something in them, the one first that was written last. */
async function siblingsOf(path: string): Promise<string[]> {
  const folder = dirname(path)
  const name = basename(path)
  const siblings = (await readdir(folder)).filter((other) => other.startsWith(name) && other !== name)
  const dated = await Promise.all(
    siblings.map(async (sibling) => {
      const file = join(folder, sibling)
      const { mtimeMs, size } = await stat(file)
      return { file, mtimeMs, size }
    }),
  )
  return dated
    .filter(({ size }) => size > 0)
    .sort((a, b) => b.mtimeMs - a.mtimeMs)
    .map(({ file }) => file)
}
