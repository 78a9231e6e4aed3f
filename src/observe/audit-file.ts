/** The file behind the audit log: appended to in order, in batches, without ever holding up a request. */

import { type FileHandle, open } from 'node:fs/promises'
import { describeCause } from './cause.ts'
import type { Log } from './log.ts'
import type { Output } from './output.ts'

export interface AuditSink extends Output {
  /** Writes what is waiting, for 5 s at most, and closes; what then still waits is lost. */
  close(): Promise<void>
}

/**
 * @param path `stdout` (then `output` is written to), `off`, or a file
 * @throws {Error} with a message for people: a proxy that cannot audit must not start
 */
export async function openAudit(path: string, log: Log, output: Output): Promise<AuditSink> {
  if (path === 'off')
    return { write: () => {}, dropped: () => 0, flush: async () => {}, close: async () => {} }
  if (path === 'stdout') return { ...output, close: async () => {} }
  try {
    return await openAuditFile({
      path,
      onFailure: (error) =>
        log.error({ path, reason: describeCause(error) }, 'audit log not writable; lines wait in memory'),
      onRecovery: () => log.info({ path }, 'audit log writable again'),
    })
  } catch (cause) {
    throw new Error(`cannot open audit.path ${path}: ${describeCause(cause)}`, { cause })
  }
}

interface AuditFileOptions {
  readonly path: string
  /** What may wait in memory while the file cannot be written. */
  readonly maxPendingBytes?: number
  /** The first failure after a success, and the success after failures. */
  readonly onFailure: (error: unknown) => void
  readonly onRecovery: () => void
}

const RETRY_MS = 1000

/** @throws what `open` throws, e.g. EACCES */
async function openAuditFile(options: AuditFileOptions): Promise<AuditSink> {
  const { path, maxPendingBytes = 64 * 1024 * 1024, onFailure, onRecovery } = options
  const file: FileHandle = await open(path, 'a', 0o640)
  let pending: string[] = []
  let pendingBytes = 0
  let dropped = 0
  let failing = false
  let closed = false
  let writing: Promise<void> | undefined

  const drain = async () => {
    while (pending.length > 0) {
      const batch = pending
      pending = []
      const text = batch.join('')
      try {
        await file.appendFile(text)
        pendingBytes -= text.length
        if (failing) onRecovery()
        failing = false
      } catch (error) {
        pending = [...batch, ...pending]
        if (!failing) onFailure(error)
        failing = true
        if (!closed) await Bun.sleep(RETRY_MS)
        if (closed) {
          dropped += pending.length
          pending = []
        }
      }
    }
    writing = undefined
  }

  const flush = async (timeoutMs: number) => {
    if (writing !== undefined) await Promise.race([writing, Bun.sleep(timeoutMs)])
  }
  return {
    dropped: () => dropped,
    write(line) {
      if (pendingBytes + line.length > maxPendingBytes) {
        dropped++
        return
      }
      pending.push(line)
      pendingBytes += line.length
      writing ??= drain()
    },
    flush,
    async close() {
      await flush(5000)
      closed = true
      await file.close()
    },
  }
}
