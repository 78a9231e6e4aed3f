/**
 * Verifies audit files: each line is what it was, none is missing, none was put in or moved, over rotations and
 * restarts. What it cannot see by itself is an end that was cut off: for that it is told the last sequence number that
 * somebody else has seen (a metric, a log line, an earlier verification).
 */

import { type ChainState, type LineHash, looksSealed, openLine, type Torn, tornPiece } from './chain.ts'
import { type FileLine, readLines } from './lines.ts'

export interface Problem {
  readonly file: string
  /** From 1; 0 for the file as a whole. */
  readonly line: number
  readonly message: string
}

export interface Verification {
  /** The first thing that is wrong; undefined when nothing is. */
  readonly problem: Problem | undefined
  readonly lines: number
  /** Pieces of lines that crashes have left, each declared by the record after it. */
  readonly torn: number
  /** The end of each chain, in the order in which they were met. */
  readonly chains: readonly ChainState[]
}

interface Piece extends Torn {
  readonly at: Problem
}

export interface VerifyOptions {
  readonly hash: LineHash
  /** Sequence number that the last chain must have reached. */
  readonly leastSequence?: number
  /** Accepts a chain whose first lines are not here, as when the oldest files were removed. */
  readonly partial?: boolean
}

/** @param files in any order: each is put where its first line says @throws what reading throws */
export async function verifyAudit(
  files: readonly string[],
  { hash, leastSequence = 0, partial = false }: VerifyOptions,
): Promise<Verification> {
  const chains = new Map<string, ChainState>()
  let pieces: Piece[] = []
  let lines = 0
  let torn = 0
  const result = (problem?: Problem): Verification => ({
    problem,
    lines,
    torn,
    chains: [...chains.values()],
  })

  for (const file of await inOrder(files, hash)) {
    let current: string | undefined
    for await (const line of readLines(file)) {
      const where = (message: string): Problem => ({ file, line: line.number, message })
      const sealed = openLine(line.bytes, hash)
      if (!sealed) {
        if (looksSealed(line.bytes)) return result(where('was altered: its hash is not that of its text'))
        pieces.push({ ...tornPiece(line.bytes), at: where(unsealed(line)) })
        continue
      }
      if (current !== undefined && sealed.chain !== current) {
        return result(where('a new chain begins inside of a file: the lines before it were cut or put in'))
      }
      current = sealed.chain
      const declared = tornOf(line.bytes)
      const undeclared = pieces.find(({ bytes, sha256 }, index) => {
        const torn = declared[index]
        return torn?.bytes !== bytes || torn.sha256 !== sha256
      })
      if (undeclared) return result(undeclared.at)
      const last = chains.get(sealed.chain)
      const skipped = partial && !last
      if (declared.length > pieces.length && !skipped) {
        return result(where('declares pieces of torn lines that are not there any more'))
      }
      torn += pieces.length
      pieces = []
      const broken = skipped ? undefined : brokenLink(sealed, last)
      if (broken !== undefined) return result(where(broken))
      chains.set(sealed.chain, sealed)
      lines++
    }
  }
  const [piece] = pieces
  if (piece) return result(piece.at)
  const end = [...chains.values()].at(-1)?.seq ?? 0
  if (end < leastSequence) {
    const message = `ends with line ${end} of its chain, and ${leastSequence} was seen: its end was cut off`
    return result({ file: files.at(-1) ?? '', line: 0, message })
  }
  return result()
}

const unsealed = ({ finished }: FileLine): string =>
  finished ? 'is no line of an audit log, or was altered' : 'is cut off in the middle'

/** What is wrong between a line and the one before it in its chain. */
function brokenLink(
  line: ChainState & { readonly prev: string },
  last: ChainState | undefined,
): string | undefined {
  const expected = (last?.seq ?? 0) + 1
  if (!last && line.seq > 1) {
    return `is line ${line.seq} of its chain, and the ${line.seq - 1} before it are not here (give the rotated files too)`
  }
  if (line.seq > expected) return `${line.seq - expected} missing before this line (${expected} expected)`
  if (line.seq < expected) return `is line ${line.seq} of its chain, out of order (${expected} expected)`
  return line.prev === (last?.hash ?? '') ? undefined : 'does not continue the line before it'
}

/** Far enough for the first members of a record. */
const RECORD_HEAD_BYTES = 240

/** The pieces that an `opened` record declares. */
function tornOf(line: Buffer): readonly Torn[] {
  if (!line.subarray(0, RECORD_HEAD_BYTES).includes('"event":"opened"')) return []
  const { event, torn = [] } = JSON.parse(line.toString()) as { event?: string; torn?: readonly Torn[] }
  return event === 'opened' ? torn : []
}

/** By the time at which a chain was first seen, then by the first sequence number in the file; empty files first. */
async function inOrder(files: readonly string[], hash: LineHash): Promise<string[]> {
  const firsts = await Promise.all(files.map((file) => firstLine(file, hash)))
  const births = new Map<string, string>()
  for (const { chain, time } of firsts) {
    if (time < (births.get(chain) ?? '~')) births.set(chain, time)
  }
  const birth = ({ chain }: First) => `${births.get(chain)} ${chain}`
  const order = (a: First, b: First) => (birth(a) === birth(b) ? a.seq - b.seq : birth(a) < birth(b) ? -1 : 1)
  return firsts.sort(order).map(({ file }) => file)
}

interface First {
  readonly file: string
  readonly chain: string
  readonly seq: number
  readonly time: string
}

async function firstLine(file: string, hash: LineHash): Promise<First> {
  for await (const { bytes } of readLines(file)) {
    const sealed = openLine(bytes, hash)
    if (!sealed) continue
    const { time = '' } = JSON.parse(bytes.toString()) as { time?: string }
    return { file, chain: sealed.chain, seq: sealed.seq, time }
  }
  return { file, chain: '', seq: 0, time: '' }
}
