/**
 * A value that ends, such as a token: asked for once, kept, and renewed before its end without a request waiting for it.
 * Two clocks measure how long it has left, and the one that says less is believed: a clock that is set back would keep it
 * past its end, and the one that nobody sets stands still while a machine sleeps.
 */

export interface Perishable<T> {
  readonly value: T
  /** Milliseconds since the epoch; Infinity for what does not end. */
  readonly expiresAt: number
}

interface RenewedOptions<T> {
  readonly obtain: () => Promise<Perishable<T>>
  /** From how long before the end on it is renewed in the background, in milliseconds. */
  readonly earlyMs: number
  /** Milliseconds since the epoch. */
  readonly now?: () => number
  /** Milliseconds since any moment, by a clock that nobody sets. */
  readonly tick?: () => number
}

/** A value so near to its end is not used: the request takes time, and clocks differ. */
const MARGIN_MS = 10_000
/** Between tries in the background that fail. */
const RETRY_MS = 10_000

/** @returns the current value; however many ask at once, it is obtained once. Rejects as `obtain` does. */
export function createRenewed<T>(options: RenewedOptions<T>): () => Promise<T> {
  const { obtain, earlyMs, now = Date.now, tick = () => performance.now() } = options
  /** @property endTick the end by the other clock */
  let current: (Perishable<T> & { readonly endTick: number }) | undefined
  let pending: Promise<T> | undefined
  let notBefore = Number.NEGATIVE_INFINITY

  const renew = (): Promise<T> => {
    pending ??= obtain()
      .then((obtained) => {
        current = { ...obtained, endTick: tick() + (obtained.expiresAt - now()) }
        return obtained.value
      })
      .finally(() => {
        pending = undefined
      })
    return pending
  }
  return async () => {
    if (!current) return renew()
    const time = tick()
    const leftMs = Math.min(current.expiresAt - now(), current.endTick - time)
    if (leftMs <= MARGIN_MS) return renew()
    if (leftMs <= earlyMs && time >= notBefore) {
      notBefore = time + RETRY_MS
      renew().catch(() => {})
    }
    return current.value
  }
}
