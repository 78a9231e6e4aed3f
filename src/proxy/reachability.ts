/**
 * The connect time-out. fetch does not tell when it is connected, so that a host that swallows packets would be waited
 * for until the first-byte time-out, which for a model must be long. Where an origin has not answered lately, a bare
 * TCP connection is opened before the request: if it is not there in time, the host is not either. Not beside it: the
 * request could be at the host by then, over a connection that was kept open, and a fallback would send it twice.
 */

import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { isLoopbackHost } from '../config/address.ts'
import { isInnerHost } from '../config/inner-address.ts'
import { bareHost, socketPlace } from '../egress/egress.ts'
import type { Signal } from '../egress/http/abort.ts'
import { ConnectTimeout } from '../egress/http/connection.ts'

export interface Reachability {
  /** Whether an origin has answered lately: then there is nothing to look up and nothing to connect to first. */
  isFresh(upstream: URL): boolean
  /**
   * Rejects for an origin whose name leads to a link-local address or a metadata service. Looked up when the origin has
   * not answered lately; a name that cannot be resolved is left to the request itself.
   * @returns undefined when there is nothing to look up
   */
  checkName(upstream: URL): Promise<void> | undefined
  /**
   * Rejects with a `ConnectTimeout`, or with the signal's reason. An origin that refuses is left to the request itself.
   * @returns undefined for one that has just answered
   */
  connected(upstream: URL, timeoutMs: number, signal: Signal): Promise<void> | undefined
  /** The origin has just answered. */
  reached(upstream: URL): void
}

/** Milliseconds for which an answer proves that an origin can be reached. */
const FRESH_MS = 30_000

/** A name of the configuration that leads where no provider is. */
class InnerAddress extends Error {
  override readonly name = 'InnerAddress'
}

type LookUp = (host: string) => Promise<readonly { readonly address: string }[]>
const lookUpAll: LookUp = (host) => lookup(host, { all: true })

export function createReachability(lookUp: LookUp = lookUpAll): Reachability {
  const lastAnswer = new Map<string, number>()
  const checks = new Map<string, Promise<void>>()
  const isFresh = ({ origin }: URL) => {
    const last = lastAnswer.get(origin)
    return last !== undefined && performance.now() - last < FRESH_MS
  }
  const check = async (host: string) => {
    const addresses = await lookUp(host).catch(() => [])
    if (addresses.some(({ address }) => isInnerHost(address))) throw new InnerAddress(host)
  }
  const checkOnce = (host: string) => {
    const pending = check(host).finally(() => checks.delete(host))
    checks.set(host, pending)
    return pending
  }
  return {
    isFresh,
    reached: (upstream) => void lastAnswer.set(upstream.origin, performance.now()),
    checkName(upstream) {
      const host = upstream.hostname
      // An address was judged with the configuration.
      if (isFresh(upstream) || isIP(bareHost(upstream)) || isLoopbackHost(host)) return undefined
      return checks.get(host) ?? checkOnce(host)
    },
    connected: (upstream, timeoutMs, signal) =>
      isFresh(upstream) ? undefined : probe(upstream, timeoutMs, signal),
  }
}

async function probe(upstream: URL, timeoutMs: number, signal: Signal): Promise<void> {
  signal.throwIfAborted()
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const timer = setTimeout(() => reject(new ConnectTimeout()), timeoutMs)
  const onAbort = () => reject(signal.reason)
  signal.addEventListener('abort', onAbort)
  Bun.connect({ ...socketPlace(upstream), socket: { open: (socket) => void socket.end(), data: () => {} } })
    // Connected, or refused: fetch will find out the same. Only silence needs this probe.
    .then(
      () => resolve(),
      () => resolve(),
    )
  try {
    await promise
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
  }
}
