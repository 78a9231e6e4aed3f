/** Options of a listener that `Bun.serve` takes, and what must be done around them. */

import { lstatSync, unlinkSync } from 'node:fs'
import { connect } from 'node:net'
import { formatListen, type ListenAddress } from '../config/address.ts'

/** Owner and group may connect, others not: an application's user joins the group. */
const SOCKET_UMASK = 0o117

/**
 * Runs `listen` with the address's options. `reusePort` is off: two daemons must not share a port by accident.
 * @throws {Error} with a message for people when the address is taken or not allowed
 */
export async function listenOn<T>(address: ListenAddress, listen: (options: ListenOptions) => T): Promise<T> {
  if (address.kind === 'tcp') {
    return translateErrors(address, () =>
      listen({ hostname: address.host, port: address.port, reusePort: false }),
    )
  }
  await removeStaleSocket(address.path)
  const umask = process.umask(SOCKET_UMASK)
  try {
    return translateErrors(address, () => listen({ unix: address.path }))
  } finally {
    process.umask(umask)
  }
}

export type ListenOptions =
  | { readonly hostname: string; readonly port: number; readonly reusePort: false }
  | { readonly unix: string }

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'it is in use: another process listens there, or a file stands there',
  EACCES: 'not allowed; ports below 1024 need CAP_NET_BIND_SERVICE, sockets a writable directory',
  EADDRNOTAVAIL: 'no interface of this host has that address',
  ENOENT: 'the directory does not exist',
}

function translateErrors<T>(address: ListenAddress, listen: () => T): T {
  try {
    return listen()
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
    const reason = REASONS[code] ?? (cause instanceof Error ? cause.message : String(cause))
    throw new Error(`cannot listen on ${formatListen(address)}: ${reason}`, { cause })
  }
}

/** Removes a socket that nobody listens on, left over from a crash; nothing else, whatever stands at the path. */
async function removeStaleSocket(path: string): Promise<void> {
  const isSocket = lstatSync(path, { throwIfNoEntry: false })?.isSocket() ?? false
  if (!isSocket) return
  const { promise, resolve } = Promise.withResolvers<string | undefined>()
  const probe = connect(path, () => resolve(undefined)).on('error', (error: NodeJS.ErrnoException) =>
    resolve(error.code),
  )
  const problem = await promise
  probe.destroy()
  if (problem === 'ECONNREFUSED') unlinkSync(path)
}
