/** How the operators' listener is asked from this host, wherever it listens. */

import { formatListen, type ListenAddress } from '../config/address.ts'

/** Past the egress proxy of the environment; the runtime's types do not know that it takes this. */
const DIRECT: object = { proxy: false }

/** @param timeoutMs until there is an answer */
export function askAdmin(address: ListenAddress, path: string, timeoutMs: number): Promise<Response> {
  return fetch(urlOf(address, path), {
    ...(address.kind === 'unix' && { unix: address.path }),
    ...DIRECT,
    signal: AbortSignal.timeout(timeoutMs),
  })
}

const urlOf = (address: ListenAddress, path: string): string =>
  address.kind === 'unix' ? `http://localhost${path}` : `http://${formatListen(reachable(address))}${path}`

/** An address that means all of them is asked at one. */
function reachable(address: ListenAddress): ListenAddress {
  if (address.kind === 'unix') return address
  if (address.host === '0.0.0.0') return { ...address, host: '127.0.0.1' }
  return address.host === '::' ? { ...address, host: '::1' } : address
}
