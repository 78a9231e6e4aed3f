/** A worker: a server of its own on the ports of all, which does what its supervisor says. */

import type { Config } from '../../config/schema.ts'
import type { Log } from '../../observe/log.ts'
import type { Output } from '../../observe/output.ts'
import { type Change, type RunningServer, startServer } from '../../server.ts'
import type { FromWorker, Report, ToWorker } from './protocol.ts'

interface WorkerParts {
  /** @throws {Error} whose message says what is wrong */
  readonly load: (text: string) => Config
  readonly createLog: (config: Config) => Log
  readonly output: Output
  readonly env: Readonly<Record<string, string | undefined>>
}

const FLUSH_MS = 1000

/** Runs until the supervisor has it drained, or is gone. @returns the exit code */
export function runWorker({ load, createLog, output, env }: WorkerParts): Promise<number> {
  const ended = Promise.withResolvers<number>()
  let server: RunningServer | undefined
  let config: Config | undefined
  let change: Change | undefined
  let prepared: Config | undefined
  let draining: Promise<number> | undefined

  const running = (): RunningServer => {
    if (!server) throw new Error('the worker has not started')
    return server
  }
  /** As the supervisor has it, on this worker's addresses; the operators' listener is the supervisor's. */
  const adapted = (order: { text: string; listen: readonly string[]; workers: number }): Config => {
    const next = load(order.text)
    return {
      ...next,
      server: { ...next.server, listen: [...order.listen], reuse_port: true },
      admin: { ...next.admin, listen: [] },
      limits: { ...next.limits, instances: next.limits.instances * order.workers },
    }
  }
  const drain = async (): Promise<number> => {
    draining ??= running().drain()
    const cut = await draining
    await output.flush(FLUSH_MS)
    return cut
  }
  const obey = async (order: ToWorker): Promise<Report> => {
    switch (order.do) {
      case 'start': {
        config = adapted(order)
        const log = createLog(config)
        server = await startServer({ config, log, output, env, selfCheckPath: order.selfCheckPath })
        return { listeners: server.listeners }
      }
      case 'prepare':
        prepared = order.rotateOnly && config ? config : adapted(order)
        change = await running().prepare(prepared)
        return { listeners: change.listeners }
      case 'commit':
        if (!change) throw new Error('nothing is prepared')
        await change.commit(order.newest)
        config = prepared
        change = undefined
        return { listeners: running().listeners }
      case 'abandon':
        await change?.abandon()
        change = undefined
        return {}
      case 'metrics':
        return { metrics: await running().metrics() }
      case 'reopen':
        running().reopen()
        return {}
      case 'drain':
        return { cut: await drain() }
      case 'hurry':
        running().hurry()
        return {}
      case 'ping':
        return {}
    }
  }

  const answer = (message: FromWorker) => {
    if (process.connected) process.send?.(message)
  }
  process.on('message', (order: ToWorker) => {
    obey(order)
      .then((report) => answer({ id: order.id, report }))
      .catch((error: unknown) =>
        answer({ id: order.id, error: error instanceof Error ? error.message : String(error) }),
      )
      .finally(() => {
        if (order.do === 'drain') ended.resolve(0)
      })
  })
  const endAlone = () => {
    if (!server) ended.resolve(1)
    else void drain().then(() => ended.resolve(0))
  }
  // Without a supervisor nobody would ever end it.
  process.on('disconnect', endAlone)
  // What a terminal sends to all is the supervisor's to deal with.
  for (const signal of ['SIGINT', 'SIGHUP', 'SIGUSR1'] as const) process.on(signal, () => {})
  process.on('SIGTERM', endAlone)
  // The channel alone would keep the process alive.
  return ended.promise.finally(() => process.disconnect?.())
}
