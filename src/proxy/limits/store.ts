/** Where usage is counted: in memory, or in Redis for all instances together. */

/** What one request asks of one counter. */
export type Check =
  | {
      readonly kind: 'window'
      readonly id: string
      readonly limit: number
      readonly windowMs: number
      /** Charged when all checks allow; 0 where the cost is known only afterwards: then something must be left. */
      readonly cost: number
    }
  | { readonly kind: 'concurrent'; readonly id: string; readonly limit: number }
  | { readonly kind: 'ban'; readonly id: string }

export interface State {
  /** What is counted before this request. */
  readonly used: number
  /** Milliseconds until the request would be allowed; 0 when it is. */
  readonly retryMs: number
  /** Milliseconds until nothing is counted any more. */
  readonly resetMs: number
}

/** What is known of a request afterwards. */
export type Charge =
  | { readonly kind: 'window'; readonly id: string; readonly windowMs: number; readonly cost: number }
  | { readonly kind: 'concurrent'; readonly id: string }
  | {
      readonly kind: 'ban'
      readonly id: string
      readonly after: number
      readonly windowMs: number
      readonly banMs: number
    }

export interface LimitStore {
  /** All checks at once: either every one of them allows and is charged, or none is. @returns a state for each check */
  admit(checks: readonly Check[], lease: string): Promise<readonly State[]> | readonly State[]
  settle(charges: readonly Charge[], lease: string): Promise<void> | void
}

/** The window is counted in so many slots. A slot counts until the last of it is out of the window. */
export const SLOTS = 20

export const slotWidth = (windowMs: number): number => Math.ceil(windowMs / SLOTS)

/** What a client that finds no free place is told to wait. */
export const CONCURRENT_RETRY_MS = 1000
