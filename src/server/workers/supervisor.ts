/**
 * Several processes in the place of one: workers share the ports, and the supervisor starts them, has them reload and
 * drain together, and answers operators for all of them. To those outside it is a server like any other.
 */

import { Counter, Gauge, Registry } from 'prom-client'
import { overlaps, parseListen } from '../../config/address.ts'
import type { Config } from '../../config/schema.ts'
import { listenAdmin } from '../../edge.ts'
import type { Log } from '../../observe/log.ts'
import { mergeMetrics } from '../../observe/metrics.ts'
import { assertFree } from '../../os/listen.ts'
import type { Change, RunningServer } from '../../server.ts'
import { createListeners, type RunningListener, type WantedListener } from '../listeners.ts'
import { workerCount } from './count.ts'
import { type Crew, createCrew } from './crew.ts'
import type { Order, Report } from './protocol.ts'

interface SupervisorParts {
  readonly config: Config
  /** What was in the file when this configuration was read. */
  readonly textOf: (config: Config) => string
  /** The command line of this process, without its executable. */
  readonly args: readonly string[]
  readonly log: Log
  readonly env: Readonly<Record<string, string | undefined>>
  readonly selfCheckPath: string
}

/** A drain may take long; timers hold milliseconds in 31 bits. */
const NO_TIME_OUT_MS = 0x7fff_ffff
const METRICS_MS = 2000
const HURRIED_MS = 2000

/** @throws {Error} with a message for people when a listener cannot be opened, or a worker does not start */
export async function startSupervisor(parts: SupervisorParts): Promise<RunningServer> {
  const { log, selfCheckPath } = parts
  let current = { config: parts.config, text: parts.textOf(parts.config), count: workerCount(parts.config) }
  let proxies: readonly RunningListener[] = []
  let draining = false

  /** Workers share ports with each other; the supervisor sees to it that it is with nobody else. */
  const claim = async (config: Config, ours: readonly string[]) => {
    if (config.server.reuse_port) return
    for (const text of config.server.listen.filter((address) => !ours.includes(address))) {
      const address = parseListen(text)
      if (!proxies.some((other) => overlaps(parseListen(other.address), address))) await assertFree(address)
    }
  }
  await claim(current.config, [])
  const setting = (index: number, { config, text, count } = current) => ({
    text,
    listen: addressesOf(index, config.server.listen, current.config.server.listen, proxies),
    workers: count,
  })
  const crew = createCrew({
    ...parts,
    start: (index): Order => ({ do: 'start', selfCheckPath, ...setting(index) }),
    onStart(index, { listeners }) {
      if (index === 0 && listeners) proxies = listeners
    },
  })
  const operators = operatorsOf(crew, () => draining)
  const admin = createListeners(false)
  const wantedAdmin = (config: Config): WantedListener[] =>
    config.admin.listen.map((address) => ({
      listener: 'admin',
      address,
      start: (options) => listenAdmin(operators, options),
    }))

  const prepare = async (config: Config): Promise<Change> => {
    const release = await crew.hold()
    try {
      const change = await prepareAll(config)
      return {
        listeners: change.listeners,
        commit: (newest) => Promise.resolve(change.commit(newest)).finally(release),
        abandon: () => change.abandon().finally(release),
      }
    } catch (error) {
      release()
      throw error
    }
  }
  const prepareAll = async (config: Config): Promise<Change> => {
    const rotateOnly = config === current.config
    const next = rotateOnly
      ? current
      : {
          config,
          text: parts.textOf(config),
          count: current.count > 1 ? Math.max(2, workerCount(config)) : 1,
        }
    await claim(config, current.config.server.listen)
    const change = await admin.prepare(wantedAdmin(config))
    const abandon = async () => {
      await crew.all(() => ({ do: 'abandon' })).catch(() => {})
      await change.abandon()
    }
    const order = (index: number) => ({ do: 'prepare' as const, rotateOnly, ...setting(index, next) })
    const [first, ...others] = crew.up
    let report: Report | undefined
    try {
      report = await first?.ask(order(first.index))
      // What the first has found out of port 0 is for the others too.
      const listen =
        first?.index === 0 && report?.listeners
          ? report.listeners.map(({ address }) => address).filter((address) => !address.startsWith('unix:'))
          : undefined
      await Promise.all(
        others.map((child) => {
          const own = order(child.index)
          return child.ask(listen ? { ...own, listen } : own)
        }),
      )
    } catch (error) {
      await abandon()
      throw error
    }
    return {
      listeners: [...(report?.listeners ?? proxies), ...change.listeners],
      abandon,
      async commit() {
        const newest = crew.up.length
        if (first?.index === 0 && report?.listeners) proxies = report.listeners
        current = next
        // One that cannot follow is started again, under what is current now.
        await Promise.all(
          crew.up.map((child) => child.ask({ do: 'commit', newest }).catch(() => child.kill())),
        )
        change.commit()
        if (next.count > 1) await crew.resize(next.count)
      },
    }
  }

  try {
    await crew.resize(current.count)
    const change = await admin.prepare(wantedAdmin(current.config))
    change.commit()
  } catch (error) {
    crew.close()
    for (const child of crew.up) child.kill()
    throw error
  }
  return {
    get listeners() {
      return [...proxies, ...admin.running]
    },
    prepare,
    metrics: operators.snapshot,
    reopen: () => void crew.all(() => ({ do: 'reopen' })).catch(() => {}),
    hurry() {
      // One that is stuck would never hear of its end.
      for (const child of crew.up) void child.ask({ do: 'hurry' }, HURRIED_MS).catch(() => child.kill())
    },
    async drain() {
      draining = true
      crew.close()
      const children = crew.up
      const cuts = await Promise.all(
        children.map((child) =>
          child.ask({ do: 'drain' }, NO_TIME_OUT_MS).then(
            ({ cut = 0 }) => cut,
            () => 0,
          ),
        ),
      )
      await Promise.all(children.map((child) => child.ended))
      await admin.stopAll()
      log.debug({ workers: children.length }, 'workers have ended')
      return cuts.reduce((sum, cut) => sum + cut, 0)
    },
  }
}

/**
 * Where a worker listens. Port 0 is the port that the first worker got; a unix socket, which cannot be shared, belongs to
 * the first worker alone.
 */
function addressesOf(
  index: number,
  wanted: readonly string[],
  written: readonly string[],
  running: readonly RunningListener[],
): string[] {
  const known = written.map((text, position) => ({ text, address: running[position]?.address }))
  return wanted
    .map((text) => {
      const place = known.findIndex((one) => one.text === text)
      const [found] = place === -1 ? [] : known.splice(place, 1)
      return found?.address ?? text
    })
    .filter((address) => index === 0 || !address.startsWith('unix:'))
}

/** What operators see: one service. */
function operatorsOf(crew: Crew, isDraining: () => boolean) {
  const registry = new Registry()
  const registers = [registry]
  new Gauge({
    name: 'lockllm_proxy_workers',
    help: 'Workers that run.',
    registers,
    collect() {
      this.set(crew.up.length)
    },
  })
  const restarts = new Counter({
    name: 'lockllm_proxy_worker_restarts_total',
    help: 'Workers that ended by themselves and were started again.',
    registers,
    collect() {
      restarts.reset()
      restarts.inc(crew.restarts)
    },
  })
  const ofWorkers = async () => {
    const answers = await Promise.allSettled(crew.up.map((child) => child.ask({ do: 'metrics' }, METRICS_MS)))
    return answers.flatMap((answer) =>
      answer.status === 'fulfilled' && answer.value.metrics ? [answer.value.metrics] : [],
    )
  }
  const all = async () => [...(await ofWorkers()), await registry.getMetricsAsJSON()]
  return {
    unready: () => {
      if (isDraining()) return 'draining'
      return crew.up.length === 0 ? 'no_worker' : undefined
    },
    metrics: async () => mergeMetrics(await all()),
    snapshot: async () => (await all()).flat(),
  }
}
