/**
 * The life of the service around its server: what systemd, signals, the control socket and changed certificates ask of
 * it, from ready to the end of the drain.
 */

import type { Config } from '../config/schema.ts'
import { describeCause } from '../observe/cause.ts'
import type { Log } from '../observe/log.ts'
import type { Output } from '../observe/output.ts'
import { createNotify, watchdogInterval } from '../os/sd-notify.ts'
import { exitCode, handleSignals } from '../os/signals.ts'
import { startWatchdog } from '../os/watchdog.ts'
import type { RunningServer } from '../server.ts'
import { watchCertificates } from './certificates.ts'
import { controlPath, openControl } from './control.ts'
import { createReload } from './reload.ts'

interface DaemonParts {
  readonly server: RunningServer
  readonly config: Config
  /** @throws {Error} whose message says everything that is wrong */
  readonly load: () => { readonly config: Config; readonly warnings: readonly string[] }
  /** Rejects when clients would get no answer. */
  readonly check: (signal: AbortSignal) => Promise<void>
  /** Called when signals and the control socket are attended to. */
  readonly onReady: () => void
  readonly log: Log
  readonly output: Output
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Milliseconds that the last log lines may take. */
const FLUSH_MS = 1000
/** What an end may take beyond `server.drain_timeout`: cut answers, the audit log, the log. */
const END_MS = 30_000

/** Runs until the service has ended. @returns the exit code */
export async function runDaemon(parts: DaemonParts): Promise<number> {
  const { server, log, env, output } = parts
  const notify = createNotify(env, (error) =>
    log.warn({ reason: describeCause(error) }, 'systemd was not told'),
  )
  const status = () => `Ready: ${server.listeners.map(({ address }) => address).join(', ')}`
  const reload = createReload({ ...parts, notify, status })
  const certificates = watchCertificates({ reload, log })
  const reloadAll = async () => {
    const outcome = await reload.reload()
    certificates.follow()
    return outcome
  }

  const stop = Promise.withResolvers<NodeJS.Signals>()
  let hurried: NodeJS.Signals | undefined
  handleSignals({
    onStop: stop.resolve,
    onHurry(signal) {
      hurried = signal
      log.warn({ signal }, 'a second signal: what is left is cut')
      server.hurry()
    },
    onReload: () => void reloadAll(),
    onReopen() {
      log.info('SIGUSR1: looking whether the audit file was moved')
      server.reopen()
    },
  })
  const closeControl = await openControlSocket(parts, reloadAll)
  const intervalMs = watchdogInterval(env)
  const pingAlone =
    intervalMs === undefined
      ? () => {}
      : startWatchdog({
          notify,
          intervalMs,
          check: parts.check,
          onStuck: (error) =>
            log.error(
              { reason: describeCause(error) },
              'no answer on a listener of our own: no watchdog ping',
            ),
        })
  parts.onReady()
  notify.ready(status())

  const signal = await stop.promise
  const { drain_timeout } = reload.config.server
  notify.stopping(`Draining for up to ${Math.ceil(drain_timeout / 1000)} s`, drain_timeout + END_MS)
  log.info({ signal, drain_timeout_ms: drain_timeout }, 'draining')
  pingAlone()
  certificates.close()
  await closeControl()
  const cut = await server.drain()
  log.info({ cut }, 'stopped')
  await output.flush(FLUSH_MS)
  return hurried === undefined ? 0 : exitCode(hurried)
}

/** Without it there is still SIGHUP. */
async function openControlSocket(
  { env, log }: DaemonParts,
  reload: Parameters<typeof openControl>[1],
): Promise<() => Promise<void>> {
  const path = controlPath(env)
  if (path === undefined) return async () => {}
  try {
    return await openControl(path, reload)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    log.warn({ path, reason }, 'no control socket: reload by SIGHUP alone')
    return async () => {}
  }
}
