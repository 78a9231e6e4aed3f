/** Clients that ask without a pause, each as soon as it has its answer, and count what they did not get. */

export interface LoadResult {
  readonly sent: number
  /** Requests without a whole answer of the right kind. */
  readonly lost: number
  /** Why, with how often. */
  readonly reasons: Readonly<Record<string, number>>
}

export interface Load {
  /** Requests answered so far. */
  readonly answered: number
  /** Resolves when this many more have been answered. */
  more(count: number): Promise<void>
  /** Lets what is under way end. */
  stop(): Promise<LoadResult>
}

/** @param ask sends one request and reads its answer whole; rejects when that is not what was expected */
export function startLoad(clients: number, ask: (client: number) => Promise<void>): Load {
  let isStopping = false
  let sent = 0
  let answered = 0
  const reasons: Record<string, number> = {}
  const waiters = new Set<() => void>()
  const client = async (index: number) => {
    while (!isStopping) {
      sent++
      try {
        await ask(index)
        answered++
      } catch (error) {
        const reason =
          error instanceof Error ? ('code' in error ? String(error.code) : error.message) : String(error)
        reasons[reason] = (reasons[reason] ?? 0) + 1
      }
      for (const wake of waiters) wake()
    }
  }
  const all = Promise.all(Array.from({ length: clients }, (_, index) => client(index)))
  return {
    get answered() {
      return answered
    },
    more(count) {
      const goal = answered + count
      return new Promise((resolve) => {
        const wake = () => {
          if (answered < goal) return
          waiters.delete(wake)
          resolve()
        }
        waiters.add(wake)
        wake()
      })
    },
    async stop() {
      isStopping = true
      await all
      return { sent, lost: sent - answered, reasons }
    },
  }
}
