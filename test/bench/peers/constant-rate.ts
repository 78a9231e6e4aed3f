/** Requests at a constant rate, however fast they are answered (an open loop), from a process of its own. */

import { owned } from './children.ts'
import { PLACEHOLDER } from './load.ts'
import type { Endpoint } from './peer.ts'

export interface ConstantRate {
  readonly endpoint: Endpoint
  /** All requests are the same. */
  readonly body: string
  /** Requests a second; 0: each as soon as a connection is free. */
  readonly rate: number
  readonly count: number
  /** So many requests at the start have no part in latencies. */
  readonly warmUp: number
  /** Requests for which none is free wait, and their time runs. */
  readonly connections: number
}

/** Latencies in milliseconds, from when a request was to be sent (no coordinated omission) to the end of its answer. */
export interface ConstantRateResult {
  readonly requests: number
  readonly seconds: number
  /** Connections that broke, statuses that are not 2xx, and requests that have no answer in the end. */
  readonly errors: number
  readonly p50: number
  readonly p99: number
  /** How much of that went by before the request was sent: no connection was free, or the client was late. */
  readonly sentLateP50: number
  readonly sentLateP99: number
}

export async function atConstantRate(options: ConstantRate): Promise<ConstantRateResult> {
  const body = options.body.replace(PLACEHOLDER, '0')
  const child = owned(
    Bun.spawn([process.execPath, `${import.meta.dir}/constant-rate-process.ts`], {
      stdin: Buffer.from(JSON.stringify({ ...options, body })),
      stdout: 'pipe',
    }),
  )
  const text = await child.stdout.text()
  if ((await child.exited) !== 0) throw new Error('the client failed')
  return JSON.parse(text)
}
