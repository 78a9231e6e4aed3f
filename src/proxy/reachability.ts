/**
 * The connect time-out. fetch does not tell when it is connected, so that a host that swallows packets would be waited
 * for until the first-byte time-out, which for a model must be long. Where an origin has not answered lately, a bare
 * TCP connection is opened beside the request: if it is not there in time, the host is not either.
 */

export interface Reachability {
  /** @param onTimeout called once when the origin could not be connected to in time @returns ends the watch */
  watch(upstream: URL, timeoutMs: number, onTimeout: () => void): () => void
  /** The origin has just answered. */
  reached(upstream: URL): void
}

/** Milliseconds for which an answer proves that an origin can be reached. */
const FRESH_MS = 30_000
const PROXY_VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy']

export function createReachability(env: Readonly<Record<string, string | undefined>>): Reachability {
  const lastAnswer = new Map<string, number>()
  // Through an egress proxy the provider itself cannot be connected to, and fetch reports the proxy's failures.
  const viaProxy = PROXY_VARIABLES.some((name) => env[name])
  return {
    reached: (upstream) => void lastAnswer.set(upstream.origin, performance.now()),
    watch(upstream, timeoutMs, onTimeout) {
      const last = lastAnswer.get(upstream.origin)
      if (viaProxy || (last !== undefined && performance.now() - last < FRESH_MS)) return () => {}
      return probe(upstream, timeoutMs, onTimeout)
    },
  }
}

function probe(upstream: URL, timeoutMs: number, onTimeout: () => void): () => void {
  let open = true
  const stop = () => {
    open = false
    clearTimeout(timer)
  }
  const timer = setTimeout(onTimeout, timeoutMs)
  const port = Number(upstream.port) || (upstream.protocol === 'https:' ? 443 : 80)
  const hostname = upstream.hostname.replace(/^\[|\]$/g, '')
  Bun.connect({ hostname, port, socket: { open: (socket) => void socket.end(), data: () => {} } })
    // Connected, or refused: fetch will find out the same. Only silence needs this probe.
    .then(stop, stop)
  return () => {
    if (open) stop()
  }
}
