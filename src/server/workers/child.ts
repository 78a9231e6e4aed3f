/** One worker as its supervisor sees it: a process that takes orders, answers them, and may end at any time. */

import type { FromWorker, Order, Report } from './protocol.ts'
import { WORKER_VARIABLE } from './protocol.ts'

export interface Child {
  readonly index: number
  readonly pid: number
  /** @throws {Error} with what the worker says, or because it has ended or is silent */
  ask(order: Order, timeoutMs?: number): Promise<Report>
  kill(): void
  /** How it ended, in words. */
  readonly ended: Promise<string>
}

interface ChildParts {
  readonly index: number
  /** The command line of this process, without its executable. */
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
}

/** systemd talks to the supervisor alone. */
const OF_THE_SUPERVISOR = ['NOTIFY_SOCKET', 'WATCHDOG_USEC', 'WATCHDOG_PID'] as const
const ANSWER_MS = 30_000

export function startChild({ index, args, env }: ChildParts): Child {
  const waiting = new Map<number, { resolve(report: Report): void; reject(error: Error): void }>()
  const ended = Promise.withResolvers<string>()
  let lastId = 0
  let how: string | undefined
  const own = Object.fromEntries(
    Object.entries(env).filter(([name]) => !OF_THE_SUPERVISOR.some((other) => other === name)),
  )
  const child = Bun.spawn([process.execPath, ...args], {
    env: { ...own, [WORKER_VARIABLE]: String(index) },
    stdin: 'ignore',
    stdout: 'inherit',
    stderr: 'inherit',
    serialization: 'json',
    ipc(message: FromWorker) {
      const asked = waiting.get(message.id)
      waiting.delete(message.id)
      if ('error' in message) asked?.reject(new Error(message.error))
      else asked?.resolve(message.report)
    },
    onExit(_child, code, signal) {
      how = signal === null ? `exit code ${code}` : `signal ${signal}`
      for (const { reject } of waiting.values()) reject(new Error(`worker ${index} has ended: ${how}`))
      waiting.clear()
      ended.resolve(how)
    },
  })
  return {
    index,
    pid: child.pid,
    ended: ended.promise,
    kill: () => child.kill('SIGKILL'),
    async ask(order, timeoutMs = ANSWER_MS) {
      if (how !== undefined) throw new Error(`worker ${index} has ended: ${how}`)
      const id = ++lastId
      const { promise, resolve, reject } = Promise.withResolvers<Report>()
      waiting.set(id, { resolve, reject })
      const timer = setTimeout(() => {
        waiting.delete(id)
        reject(new Error(`worker ${index} does not answer`))
      }, timeoutMs)
      try {
        child.send({ ...order, id })
        return await promise
      } finally {
        clearTimeout(timer)
        waiting.delete(id)
      }
    },
  }
}
