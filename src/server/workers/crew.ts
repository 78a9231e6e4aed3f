/** The workers that run: started, watched, and started again with patience when one ends by itself. */

import type { Log } from '../../observe/log.ts'
import { type Child, startChild } from './child.ts'
import type { Order, Report } from './protocol.ts'

export interface Crew {
  /** Those that have started and not ended. */
  readonly up: readonly Child[]
  /** How often one was started again. */
  readonly restarts: number
  /** Starts or ends workers until there are this many. @throws {Error} when a new one does not start */
  resize(count: number): Promise<void>
  /** The same order for all. @returns their answers; rejects when one does not obey */
  all(order: (child: Child) => Order): Promise<Report[]>
  /** No worker is started again until the returned function is called; waits for those that are being started. */
  hold(): Promise<() => void>
  /** From now on those that end are not started again; those that are stuck are still ended. */
  close(): void
}

interface CrewParts {
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly log: Log
  /** What a worker is told when it starts; asked anew each time. */
  readonly start: (index: number) => Order
  /** Hears what the first of all says of its listeners. */
  readonly onStart: (index: number, report: Report) => void
}

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 30_000
/** A worker that has lived so long is no failed start. */
const STEADY_MS = 30_000
const PING_EVERY_MS = 5000
/** As long as the event loop may stand still; streams of a stuck worker are lost anyway. */
const STUCK_MS = 30_000

export function createCrew({ args, env, log, start, onStart }: CrewParts): Crew {
  const members = new Map<number, Child>()
  const failures = new Map<number, number>()
  let restarts = 0
  let wanted = 0
  let closed = false
  /** A worker that starts amid a reload would miss half of it. */
  let turn = Promise.resolve()
  const hold = async () => {
    const before = turn
    const { promise, resolve } = Promise.withResolvers<void>()
    turn = promise
    await before
    return resolve
  }

  /** @throws {Error} with what the worker says */
  const hire = async (index: number): Promise<void> => {
    const child = startChild({ index, args, env })
    const since = performance.now()
    try {
      onStart(index, await child.ask(start(index)))
    } catch (error) {
      child.kill()
      throw error
    }
    members.set(index, child)
    void watch(child)
    void child.ended.then((how) => {
      members.delete(index)
      if (closed || index >= wanted) return
      if (performance.now() - since > STEADY_MS) failures.delete(index)
      log.error({ worker: index, pid: child.pid, how }, 'a worker has ended and is started again')
      void rehire(index)
    })
  }
  const rehire = async (index: number): Promise<void> => {
    const failed = failures.get(index) ?? 0
    failures.set(index, failed + 1)
    await Bun.sleep(Math.min(FIRST_PAUSE_MS * 2 ** failed, LONGEST_PAUSE_MS))
    const release = await hold()
    try {
      if (closed || index >= wanted) return
      restarts++
      await hire(index)
      log.info({ worker: index, pid: members.get(index)?.pid }, 'the worker is back')
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      log.error({ worker: index, reason }, 'the worker does not start')
      void rehire(index)
    } finally {
      release()
    }
  }
  const watch = async (child: Child): Promise<void> => {
    while (members.get(child.index) === child) {
      await new Promise((resolve) => setTimeout(resolve, PING_EVERY_MS).unref())
      try {
        await child.ask({ do: 'ping' }, STUCK_MS)
      } catch {
        if (members.get(child.index) !== child) return
        log.error({ worker: child.index, pid: child.pid }, 'a worker does not answer and is ended')
        child.kill()
        return
      }
    }
  }
  const up = () => [...members.values()].toSorted((a, b) => a.index - b.index)

  return {
    get up() {
      return up()
    },
    get restarts() {
      return restarts
    },
    async resize(count) {
      const before = wanted
      wanted = count
      // The first one finds out which ports port 0 becomes.
      if (before === 0) await hire(0)
      const added = Array.from({ length: count }, (_, index) => index).filter(
        (index) => index >= Math.max(before, 1),
      )
      await Promise.all(added.map(hire))
      for (const child of up()) {
        if (child.index >= count) child.ask({ do: 'drain' }, 0x7fff_ffff).catch(() => {})
      }
    },
    all: (order) => Promise.all(up().map((child) => child.ask(order(child)))),
    hold,
    close() {
      closed = true
    },
  }
}
