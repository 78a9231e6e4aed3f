/**
 * An audit file as the kernel sees it: opened for appending and locked, so that nobody else writes into the same chain;
 * written to the last byte; looked at again and again, since logrotate moves or empties it under its writer.
 */

import { type FileHandle, open, stat } from 'node:fs/promises'
import { dirname, extname } from 'node:path'
import { tryLock } from '../../os/file-lock.ts'

/** More instances on one path are a mistake. */
const MOST_SLOTS = 256

export interface AuditFile {
  /** The path in use: `audit.2.jsonl` while another process writes `audit.jsonl`. */
  readonly path: string
  /** False for a pipe or a device, which has no past. */
  readonly isRegular: boolean
  readonly isEmpty: boolean
  /** Bytes of `buffer` from `offset` that were taken; fewer than all when the disk is full. */
  write(buffer: Uint8Array, offset: number): Promise<number>
  sync(): Promise<void>
  /** Whether another file is at the path now, or this one was emptied since the last look. */
  moved(): Promise<'rotated' | 'truncated' | undefined>
  close(): Promise<void>
}

/** @throws what `open` throws, e.g. EACCES */
export async function openForAppending(configured: string): Promise<AuditFile> {
  for (let slot = 1; slot <= MOST_SLOTS; slot++) {
    const path = slotPath(configured, slot)
    const handle = await open(path, 'a', 0o640)
    // A pipe or a device is nobody's alone.
    if (!(await handle.stat()).isFile() || tryLock(handle.fd)) return wrap(path, handle)
    await handle.close()
  }
  throw new Error(`${MOST_SLOTS} processes write to ${configured} already`)
}

/** `audit.jsonl`, `audit.2.jsonl`, ... */
function slotPath(path: string, slot: number): string {
  if (slot === 1) return path
  const extension = extname(path)
  return `${path.slice(0, path.length - extension.length)}.${slot}${extension}`
}

async function wrap(path: string, handle: FileHandle): Promise<AuditFile> {
  const opened = await handle.stat()
  let size = opened.size
  // A new name in a folder is safe when the folder is (fsync(2)).
  let folderIsSynced = opened.size > 0
  return {
    path,
    isRegular: opened.isFile(),
    isEmpty: opened.size === 0,
    async write(buffer, offset) {
      const { bytesWritten } = await handle.write(buffer, offset, buffer.byteLength - offset)
      size += bytesWritten
      return bytesWritten
    },
    async sync() {
      if (!opened.isFile()) return
      await handle.datasync()
      if (folderIsSynced) return
      const folder = await open(dirname(path), 'r')
      await folder.sync().finally(() => folder.close())
      folderIsSynced = true
    },
    async moved() {
      const there = await stat(path).catch(() => undefined)
      if (there === undefined || there.ino !== opened.ino || there.dev !== opened.dev) return 'rotated'
      if (!there.isFile() || there.size >= size) return undefined
      size = there.size
      return 'truncated'
    },
    close: () => handle.close(),
  }
}
