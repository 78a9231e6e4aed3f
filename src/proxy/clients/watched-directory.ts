/** The directory of all clients, read again when `clients_file` changes. A file that is wrong changes nothing. */

import { statSync } from 'node:fs'
import { loadClientsFile } from '../../config/clients-file.ts'
import type { ClientConfig } from '../../config/schema-clients.ts'
import { createDirectory, type Directory } from './directory.ts'

export interface WatchedDirectory {
  readonly current: () => Directory
  close(): void
}

interface WatchOptions {
  /** Clients of the configuration itself. */
  readonly clients: readonly ClientConfig[]
  readonly file: string | undefined
  readonly onReload: (clients: number) => void
  readonly onError: (error: unknown) => void
  readonly intervalMs?: number
}

/** A look at a file's time costs microseconds and works where notifications do not: network mounts, swapped links. */
const INTERVAL_MS = 2000

/** @throws {ConfigError} when the file is wrong at the start */
export function watchDirectory(options: WatchOptions): WatchedDirectory {
  const { clients, file, intervalMs = INTERVAL_MS } = options
  if (file === undefined) {
    const directory = createDirectory(clients)
    return { current: () => directory, close: () => {} }
  }
  const load = () => createDirectory([...clients, ...loadClientsFile(file, clients)])
  let seen = stateOf(file)
  let directory = load()
  const timer = setInterval(() => {
    const state = stateOf(file)
    if (state === seen) return
    seen = state
    try {
      directory = load()
      options.onReload(directory.size)
    } catch (error) {
      options.onError(error)
    }
  }, intervalMs)
  timer.unref()
  return { current: () => directory, close: () => clearInterval(timer) }
}

function stateOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false })
  return stat ? `${stat.ino} ${stat.mtimeMs} ${stat.size}` : 'missing'
}
