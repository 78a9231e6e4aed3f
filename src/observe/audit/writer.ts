/**
 * The writer of the audit file: records become lines of the chain in batches (one write and, where asked for, one
 * fsync for all that came meanwhile). A line that is half on the disk is finished before the next one begins; one that
 * cannot be finished is declared as torn by the next `opened` record. Nothing is ever written twice.
 */

import { type ChainState, type LineHash, newChain, sealLine, type Torn, tornPiece } from './chain.ts'
import { type AuditFile, openForAppending } from './file.ts'
import { readTail, rotatedTail, type Tail } from './tail.ts'

export interface WriterOptions {
  readonly path: string
  readonly hash: LineHash
  /** Members of every `opened` record: who writes here. */
  readonly identity: Readonly<Record<string, unknown>>
}

export interface AuditWriter {
  readonly path: string
  readonly state: ChainState
  /**
   * Appends records in order and removes each from the list when its line is whole.
   * @throws when the file cannot be written; the list then holds what is still to do
   */
  append(records: string[]): Promise<void>
  sync(): Promise<void>
  /** Opens the file at the path when it is not the one that is open. */
  follow(): Promise<void>
  close(): Promise<void>
}

/** Lines on their way to the disk. */
interface Batch {
  readonly bytes: Buffer
  /** Where each line ends in `bytes`, and the state after it. */
  readonly ends: readonly { readonly at: number; readonly state: ChainState; readonly opens: boolean }[]
  /** Bytes that are written. */
  offset: number
  /** Lines that are whole. */
  done: number
}

/** What an `opened` record is going to say. */
interface Opening {
  readonly reason: 'start' | 'rotated' | 'truncated'
  readonly torn: readonly Torn[]
}

const MOST_BATCH_CHARS = 4 * 1024 * 1024

/** @throws what opening and reading the file throw */
export async function openWriter({ path, hash, identity }: WriterOptions): Promise<AuditWriter> {
  let file: AuditFile = await openForAppending(path)
  const tail = await tailOf(file, hash)
  let state: ChainState = tail.state ?? newChain()
  let opening: Opening | undefined = { reason: 'start', torn: tail.torn }
  /** Whether a line break has to end what is there. */
  let terminate = !file.isEmpty && tail.unfinished
  let batch: Batch | undefined

  const seal = (records: readonly string[]): Batch => {
    const parts: string[] = terminate ? ['\n'] : []
    let at = parts.length
    let next = state
    const ends: Batch['ends'][number][] = []
    const add = (record: string, opens: boolean) => {
      const sealed = sealLine(record, next, hash)
      next = sealed.state
      parts.push(sealed.line, '\n')
      at += Buffer.byteLength(sealed.line) + 1
      ends.push({ at, state: next, opens })
    }
    if (opening) add(openedRecord(opening, identity), true)
    let chars = 0
    for (const record of records) {
      if (chars > MOST_BATCH_CHARS) break
      chars += record.length
      add(record, false)
    }
    return { bytes: Buffer.from(parts.join('')), ends, offset: 0, done: 0 }
  }

  /** Takes over the lines that are whole. */
  const settle = (written: Batch, records: string[]) => {
    const before = written.done
    let settled = 0
    for (const { at, state: after, opens } of written.ends.slice(before)) {
      if (at > written.offset) break
      state = after
      written.done++
      if (opens) opening = undefined
      else settled++
    }
    records.splice(0, settled)
  }

  /** What the file that is being left ends with, when a line could not be finished in it. */
  const abandon = (): Torn[] => {
    const piece = batch?.bytes.subarray(batch.ends[batch.done - 1]?.at ?? 0, batch.offset)
    batch = undefined
    return piece && piece.byteLength > 0 ? [tornPiece(piece)] : []
  }

  return {
    get path() {
      return file.path
    },
    get state() {
      return state
    },
    async append(records) {
      batch ??= seal(records)
      try {
        while (batch.offset < batch.bytes.byteLength)
          batch.offset += await file.write(batch.bytes, batch.offset)
      } finally {
        settle(batch, records)
      }
      batch = undefined
      terminate = false
    },
    sync: () => file.sync(),
    async follow() {
      const reason = await file.moved()
      if (reason === undefined) return
      let found: Tail | undefined
      if (reason === 'rotated') {
        const next = await openForAppending(path)
        await file.close().catch(() => {})
        file = next
        if (!file.isEmpty) found = await readTail(file.path, hash)
      }
      terminate = found?.unfinished ?? false
      opening = { reason, torn: [...(opening?.torn ?? []), ...abandon(), ...(found?.torn ?? [])] }
    },
    close: () => file.close(),
  }
}

async function tailOf({ path, isRegular, isEmpty }: AuditFile, hash: LineHash): Promise<Tail> {
  if (!isRegular) return { state: undefined, torn: [], unfinished: false }
  return isEmpty ? rotatedTail(path, hash) : readTail(path, hash)
}

const openedRecord = ({ reason, torn }: Opening, identity: WriterOptions['identity']): string =>
  JSON.stringify({
    time: new Date().toISOString(),
    event: 'opened',
    reason,
    ...identity,
    ...(torn.length > 0 && { torn }),
  })
