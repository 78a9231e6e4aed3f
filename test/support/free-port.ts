/**
 * A port that nobody listens on now, for a program that cannot choose one and tell it, or that is to come back on it. It
 * lies below those that Linux gives to whoever asks for any (`ip_local_port_range`, ip(7): from 32768), one of which
 * another test would soon get.
 */
export function freePort(): number {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST))
    try {
      Bun.listen({ hostname: '127.0.0.1', port, socket: { data: () => {} } }).stop(true)
      return port
    } catch {
      // Taken.
    }
  }
  throw new Error(`no port from ${LOWEST} to ${HIGHEST} is free`)
}

const LOWEST = 10_000
const HIGHEST = 32_000
