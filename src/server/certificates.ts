/**
 * Notices that the files of the TLS listener have changed, without being told: by their folders' notifications, and by
 * a look once a minute where there are none (network mounts, swapped links).
 */

import { createHash } from 'node:crypto'
import { type FSWatcher, readFileSync, watch } from 'node:fs'
import { dirname } from 'node:path'
import type { Config } from '../config/schema.ts'
import type { Log } from '../observe/log.ts'
import type { Reload } from './reload.ts'

interface WatchParts {
  readonly reload: Reload
  readonly log: Log
  readonly lookEveryMs?: number
}

/** Certificate and key are rarely written at the same moment. */
const SETTLE_MS = 300
const LOOK_EVERY_MS = 60_000

export interface CertificateWatch {
  /** After a reload, which has read the files of its configuration: those are watched from now on. */
  follow(): void
  close(): void
}

export function watchCertificates({
  reload,
  log,
  lookEveryMs = LOOK_EVERY_MS,
}: WatchParts): CertificateWatch {
  let watchers: FSWatcher[] = []
  let watched = ''
  let settling: ReturnType<typeof setTimeout> | undefined
  let seen = digest(reload.config)

  const look = async () => {
    watchFolders()
    const now = digest(reload.config)
    if (now === undefined || now === seen) return
    seen = now
    const problem = await reload.rotate()
    if (problem === undefined) log.info('the certificate has changed: new connections get the new one')
    else log.warn({ reason: problem }, 'the certificate has changed but cannot be used: the old one stays')
  }
  const soon = () => {
    clearTimeout(settling)
    settling = setTimeout(look, SETTLE_MS).unref()
  }
  const watchFolders = () => {
    const folders = [...new Set(files(reload.config).map((file) => dirname(file)))]
    if (folders.join('\n') === watched) return
    for (const watcher of watchers) watcher.close()
    watched = folders.join('\n')
    watchers = folders.flatMap((folder) => {
      try {
        return [watch(folder, { persistent: false }, soon).on('error', () => {})]
      } catch {
        return []
      }
    })
  }
  watchFolders()
  const timer = setInterval(look, lookEveryMs).unref()
  return {
    follow() {
      watchFolders()
      seen = digest(reload.config)
      // Whatever was written between the reload and this look; nothing happens when nothing was.
      if (seen !== undefined) void reload.rotate()
    },
    close() {
      clearInterval(timer)
      clearTimeout(settling)
      for (const watcher of watchers) watcher.close()
    },
  }
}

function files({ server: { tls } }: Config): string[] {
  if (!tls) return []
  return [tls.cert, tls.key, ...(tls.client_ca === undefined ? [] : [tls.client_ca])]
}

/** @returns undefined without TLS, or while a file is not there */
function digest(config: Config): string | undefined {
  const hash = createHash('sha256')
  const all = files(config)
  if (all.length === 0) return undefined
  try {
    for (const file of all) hash.update(readFileSync(file)).update('\0')
  } catch {
    return undefined
  }
  return hash.digest('hex')
}
