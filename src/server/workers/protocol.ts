/** What the supervisor and its workers say to each other, as JSON over the channel that the runtime opens for a child. */

import type { MetricsSnapshot } from '../../observe/metrics.ts'
import type { RunningListener } from '../listeners.ts'

/** Tells a process that it is a worker, and which. */
export const WORKER_VARIABLE = 'LOCKLLM_PROXY_WORKER'

/** A configuration that the supervisor has accepted, and where this worker listens under it. */
interface Setting {
  /** The file's content: a worker that starts later must not read a newer, broken one. */
  readonly text: string
  readonly listen: readonly string[]
  readonly workers: number
}

export type Order =
  | ({ readonly do: 'start'; readonly selfCheckPath: string } & Setting)
  | ({ readonly do: 'prepare'; readonly rotateOnly: boolean } & Setting)
  | { readonly do: 'commit'; readonly newest: number }
  | { readonly do: 'abandon' | 'reopen' | 'metrics' | 'drain' | 'hurry' | 'ping' }

export interface Report {
  readonly listeners?: readonly RunningListener[]
  readonly metrics?: MetricsSnapshot
  /** How many exchanges a drain has cut. */
  readonly cut?: number
}

/** Orders are numbered, and so are the answers to them. */
export type ToWorker = Order & { readonly id: number }
export type FromWorker =
  | { readonly id: number; readonly report: Report }
  | { readonly id: number; readonly error: string }
