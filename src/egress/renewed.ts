/** A value that ends, such as a token: asked for once, kept, and renewed before its end without a request waiting for it. */

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
}

/** A value so near to its end is not used: the request takes time, and clocks differ. */
const MARGIN_MS = 10_000
/** Between tries in the background that fail. */
const RETRY_MS = 10_000

/** @returns the current value; however many ask at once, it is obtained once. Rejects as `obtain` does. */
export function createRenewed<T>({ obtain, earlyMs, now = Date.now }: RenewedOptions<T>): () => Promise<T> {
  let current: Perishable<T> | undefined
  let pending: Promise<T> | undefined
  let notBefore = Number.NEGATIVE_INFINITY

  const renew = (): Promise<T> => {
    pending ??= obtain()
      .then((obtained) => {
        current = obtained
        return obtained.value
      })
      .finally(() => {
        pending = undefined
      })
    return pending
  }
  return async () => {
    const time = now()
    if (!current || time >= current.expiresAt - MARGIN_MS) return renew()
    if (time >= current.expiresAt - earlyMs && time >= notBefore) {
      notBefore = time + RETRY_MS
      renew().catch(() => {})
    }
    return current.value
  }
}
