/** A configuration, or new certificates, put in the place of what runs: one change at a time, whole or not at all. */

import { applyRules } from '../config/rules.ts'
import type { Config } from '../config/schema.ts'
import { describeCause } from '../observe/cause.ts'
import type { Log } from '../observe/log.ts'
import type { Notify } from '../os/sd-notify.ts'
import type { RunningServer } from '../server.ts'
import { workerCount } from './workers/count.ts'

export interface Reload {
  /** What is in effect. */
  readonly config: Config
  /** Reads the configuration again. */
  reload(): Promise<ReloadOutcome>
  /** Takes the certificates that the files now hold. @returns what keeps them from being taken, if anything */
  rotate(): Promise<string | undefined>
}

export interface ReloadOutcome {
  readonly ok: boolean
  /** For people: what is wrong, or what is worth a look. */
  readonly message: string
}

interface ReloadParts {
  readonly server: RunningServer
  readonly config: Config
  /** @throws {Error} whose message says everything that is wrong */
  readonly load: () => { readonly config: Config; readonly warnings: readonly string[] }
  readonly log: Log
  readonly notify: Notify
  /** The line for `systemctl status` while all is well. */
  readonly status: () => string
}

export function createReload({ server, config, load, log, notify, status }: ReloadParts): Reload {
  let current = config
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(step: () => Promise<T>): Promise<T> => {
    const turn = last.then(step)
    last = turn.catch(() => {})
    return turn
  }

  const take = async (): Promise<ReloadOutcome> => {
    notify.reloading()
    try {
      const { config: next, warnings } = load()
      const change = await server.prepare(next)
      await change.commit()
      server.reopen()
      const restart = needRestart(current, next)
      current = next
      log.level = next.log.level
      for (const warning of [...warnings, ...restart]) log.warn(warning)
      log.info({ listeners: server.listeners.map(({ address }) => address) }, 'reloaded')
      notify.ready(status())
      return { ok: true, message: [...warnings, ...restart].join('\n') }
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      log.error({ reason: message }, 'not reloaded: nothing has changed')
      notify.ready(`${status()}; the last reload FAILED, nothing has changed: ${message}`)
      return { ok: false, message }
    }
  }

  return {
    get config() {
      return current
    },
    reload: () => inTurn(take),
    rotate: () =>
      inTurn(async () => {
        const problem = certificateProblem(current)
        if (problem !== undefined) return problem
        try {
          const change = await server.prepare(current)
          await change.commit()
          return undefined
        } catch (error) {
          return describeCause(error)
        }
      }),
  }
}

/** The first thing that is wrong with the files of the TLS listener. */
function certificateProblem(config: Config): string | undefined {
  const problem = applyRules(config, []).find(
    ({ severity, path }) => severity === 'error' && path[0] === 'server' && path[1] === 'tls',
  )
  return problem && `${problem.path.join('.')} ${problem.message}`
}

/** What only a new process can take. */
function needRestart(before: Config, after: Config): string[] {
  const { path, fsync, on_error, chain_key } = after.audit
  const isSameFile = path === before.audit.path && path !== 'off' && path !== 'stdout'
  const keys = [
    after.server.reuse_port !== before.server.reuse_port && 'server.reuse_port',
    workerCount(after) > 1 !== workerCount(before) > 1 && 'server.workers',
    after.log.format !== before.log.format && 'log.format',
    isSameFile && fsync !== before.audit.fsync && 'audit.fsync',
    isSameFile && on_error !== before.audit.on_error && 'audit.on_error',
    isSameFile && chain_key?.reveal() !== before.audit.chain_key?.reveal() && 'audit.chain_key',
  ]
  return keys
    .filter((key) => key !== false)
    .map((key) => `${key}: takes effect with the next start; everything else is in effect`)
}
