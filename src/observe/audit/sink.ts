/**
 * Where audit records go: the file with its chain, stdout, or nowhere. A record is *acknowledged* when it is as safe as
 * `audit.fsync` asks for: written, or on the disk. With `on_error = "block"` an answer waits for that and is refused
 * otherwise; with "allow" it waits only for an fsync, and only while the file can be written.
 */

import { describeCause } from '../cause.ts'
import type { Log } from '../log.ts'
import type { Output } from '../output.ts'
import type { LineHash } from './chain.ts'
import { type AuditWriter, openWriter } from './writer.ts'

/** How safely a record is kept. It may change from record to record, as a reload changes it. */
export interface AuditPolicy {
  readonly fsync: 'always' | 'interval' | 'never'
  readonly onError: 'block' | 'allow'
}

export interface AuditSink {
  /** @returns undefined when nothing is to be waited for @throws {AuditUnavailable} (rejects) when it must be and cannot */
  record(record: string, policy: AuditPolicy): Promise<void> | undefined
  /** False while records cannot be written. */
  writable(): boolean
  /** Records lost since the start. */
  dropped(): number
  /** Records that wait in memory. */
  pending(): number
  /** The file and the sequence number of its last line; undefined without a chain. */
  chain(): AuditChain | undefined
  /** Looks at once whether the file was moved, as after SIGUSR1. */
  reopen(): void
  /** Writes what is waiting, for `closeMs` at most, and closes; what then still waits is lost. */
  close(): Promise<void>
}

export interface AuditChain {
  readonly path: string
  readonly sequence: number
}

/** The record could not be kept. */
export class AuditUnavailable extends Error {
  override readonly name = 'AuditUnavailable'
}

export interface AuditSinkOptions {
  readonly path: string
  readonly hash: LineHash
  readonly identity: Readonly<Record<string, unknown>>
  readonly log: Log
  /** Used with the path `stdout`. */
  readonly output: Output
  /** What may wait in memory while the file cannot be written. */
  readonly maxPendingChars?: number
  /** Longest wait for a disk that does not answer. */
  readonly waitMs?: number
  /** Longest wait for what is left at the end. */
  readonly closeMs?: number
}

const RETRY_MS = 1000
const SYNC_EVERY_MS = 1000
const LAST_TRY_MS = 500

/** @throws {Error} with a message for people: a proxy that cannot audit must not start */
export async function openAudit(options: AuditSinkOptions): Promise<AuditSink> {
  const { path, output } = options
  if (path === 'off')
    return unchained(
      () => {},
      () => 0,
    )
  if (path === 'stdout') return unchained((record) => output.write(`${record}\n`), output.dropped)
  try {
    const writer = await openWriter(options)
    if (writer.path !== path) {
      options.log.warn({ path, used: writer.path }, 'audit.path is written by another process')
    }
    return chained(options, writer)
  } catch (cause) {
    throw new Error(`cannot open audit.path ${path}: ${describeCause(cause)}`, { cause })
  }
}

const unchained = (write: (record: string) => void, dropped: () => number): AuditSink => ({
  record(record) {
    write(record)
    return undefined
  },
  writable: () => true,
  dropped,
  pending: () => 0,
  chain: () => undefined,
  reopen: () => {},
  close: async () => {},
})

/** One that waits for its record: `upTo` counts records since the start. */
interface Waiter {
  readonly upTo: number
  readonly onError: AuditPolicy['onError']
  readonly resolve: () => void
  readonly reject: (error: AuditUnavailable) => void
  readonly timer: Timer
}

function chained(options: AuditSinkOptions, writer: AuditWriter): AuditSink {
  const { path, log, maxPendingChars = 64 * 1024 * 1024, waitMs = 5000, closeMs = 5000 } = options
  const queue: string[] = []
  let queuedChars = 0
  let queued = 0
  let dropped = 0
  let undeclared = 0
  let failing = false
  let closed = false
  let unsynced = false
  /** That of the newest record. */
  let fsync: AuditPolicy['fsync'] = 'interval'
  let waiters: Waiter[] = []
  let wake: (() => void) | undefined
  let writing: Promise<void> | undefined

  const push = (record: string) => {
    queue.push(record)
    queuedChars += record.length
    queued++
  }
  /** What is safe, or lost, is waited for no longer. */
  const acknowledge = () => {
    const safe = queued - queue.length
    const stillWaiting = waiters.filter((waiter) => waiter.upTo > safe)
    for (const { upTo, resolve, timer } of waiters) {
      if (upTo > safe) continue
      clearTimeout(timer)
      resolve()
    }
    waiters = stillWaiting
  }
  const fail = (error: unknown) => {
    if (!failing) log.error({ path, reason: describeCause(error) }, 'audit log not writable')
    failing = true
    for (const { onError, resolve, reject, timer } of waiters) {
      clearTimeout(timer)
      if (onError === 'block')
        reject(new AuditUnavailable('the audit log cannot be written', { cause: error }))
      else resolve()
    }
    waiters = []
  }
  const recover = () => {
    if (failing) log.info({ path }, 'audit log writable again')
    failing = false
    if (undeclared === 0) return
    push(JSON.stringify({ time: new Date().toISOString(), event: 'lost', records: undeclared }))
    undeclared = 0
  }

  const step = async () => {
    await writer.follow()
    try {
      await writer.append(queue)
    } finally {
      queuedChars = queue.reduce((chars, record) => chars + record.length, 0)
    }
    if (fsync === 'always') await writer.sync()
    unsynced = fsync === 'interval'
  }
  const work = async () => {
    do {
      try {
        await step()
        acknowledge()
        recover()
      } catch (error) {
        fail(error)
        if (closed) break
        await pause(RETRY_MS)
      }
    } while (queue.length > 0 || failing)
    writing = undefined
  }
  const pause = async (milliseconds: number) => {
    const { promise, resolve } = Promise.withResolvers<void>()
    wake = resolve
    const timer = setTimeout(resolve, milliseconds)
    await promise
    clearTimeout(timer)
    wake = undefined
  }
  const start = () => {
    writing ??= work()
  }
  const syncing = setInterval(() => {
    if (!unsynced || writing !== undefined) return
    unsynced = false
    writer.sync().catch((error: unknown) => {
      fail(error)
      start()
    })
  }, SYNC_EVERY_MS)
  syncing.unref()

  const wait = (onError: AuditPolicy['onError']): Promise<void> => {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const timer = setTimeout(() => fail(new Error('no answer from the disk')), waitMs)
    waiters.push({ upTo: queued, onError, resolve, reject, timer })
    return promise
  }

  start()
  return {
    record(record, { fsync: wanted, onError }) {
      fsync = wanted
      if (closed || queuedChars + record.length > maxPendingChars) {
        dropped++
        undeclared++
        return onError === 'block' ? Promise.reject(new AuditUnavailable('too many records wait')) : undefined
      }
      push(record)
      start()
      if (failing) {
        return onError === 'block'
          ? Promise.reject(new AuditUnavailable('the audit log cannot be written'))
          : undefined
      }
      return onError === 'block' || fsync === 'always' ? wait(onError) : undefined
    },
    writable: () => !failing,
    dropped: () => dropped,
    pending: () => queue.length,
    chain: () => ({ path: writer.path, sequence: writer.state.seq }),
    reopen() {
      wake?.()
      start()
    },
    async close() {
      push(JSON.stringify({ time: new Date().toISOString(), event: 'closed' }))
      start()
      const ended = (async () => {
        await writing
        if (fsync !== 'never') await writer.sync().catch(fail)
        await writer.close().catch(() => {})
      })()
      await within(closeMs, ended)
      closed = true
      wake?.()
      await within(LAST_TRY_MS, ended)
      clearInterval(syncing)
      dropped += queue.length
    },
  }
}

/** Waits for a promise, but not longer. */
async function within(milliseconds: number, promise: Promise<void>): Promise<void> {
  const { promise: tooLate, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, milliseconds)
  await Promise.race([promise, tooLate])
  clearTimeout(timer)
}
