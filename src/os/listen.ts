/**
 * Options of a listener that `Bun.serve` takes, and what must be done around them. All listeners are open for a
 * successor on the same address (SO_REUSEPORT; for a unix socket a rename), so that a reload loses no connection; that
 * nobody else joins by accident is made sure of first.
 */

import { lstatSync, renameSync, unlinkSync } from 'node:fs'
import { connect } from 'node:net'
import { dirname, join } from 'node:path'
import { formatListen, type ListenAddress } from '../config/address.ts'

/** Owner and group may connect, others not: an application's user joins the group. */
const SOCKET_UMASK = 0o117

export type ListenOptions =
  | { readonly hostname: string; readonly port: number; readonly reusePort: boolean }
  | { readonly unix: string }

/**
 * Runs `listen` with the address's options.
 * @param shared whether other listeners may have the address: one of ours that this one replaces, or other processes
 *   on purpose; otherwise two daemons must not share a port by accident
 * @throws {Error} with a message for people when the address is taken or not allowed
 */
export async function listenOn<T>(
  address: ListenAddress,
  listen: (options: ListenOptions) => T,
  shared = false,
): Promise<T> {
  if (!shared) await assertFree(address)
  if (address.kind === 'unix') return listenOnSocket(address, listen)
  const { host: hostname, port } = address
  return translateErrors(address, () => listen({ hostname, port, reusePort: true }))
}

/** @throws {Error} with a message for people when anybody listens there, whether they would share it or not */
export async function assertFree(address: ListenAddress): Promise<void> {
  if (address.kind === 'tcp') {
    const { host: hostname, port } = address
    // The system never chooses a port that is in use.
    if (port === 0) return
    translateErrors(address, () =>
      Bun.listen({ hostname, port, exclusive: true, socket: { data: () => {} } }).stop(true),
    )
    return
  }
  const { path } = address
  await removeStaleSocket(path)
  translateErrors(address, () => {
    if (!lstatSync(path, { throwIfNoEntry: false })) return
    throw Object.assign(new Error('taken'), { code: 'EADDRINUSE' })
  })
}

/**
 * A socket is bound under another name in the same folder and renamed, which replaces the one before it between two
 * connections; the runtime, which removes the name that it has bound when it stops, then removes nothing.
 */
function listenOnSocket<T>(
  address: ListenAddress & { kind: 'unix' },
  listen: (options: ListenOptions) => T,
): T {
  const { path } = address
  const umask = process.umask(SOCKET_UMASK)
  try {
    return translateErrors(address, () => {
      const bound = join(dirname(path), `.${process.pid.toString(36)}-${(sockets++).toString(36)}`)
      const server = listen({ unix: bound })
      renameSync(bound, path)
      return server
    })
  } finally {
    process.umask(umask)
  }
}

let sockets = 0

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'it is in use by another process',
  EACCES:
    'not allowed; ports below 1024 need CAP_NET_BIND_SERVICE (privileged-port.conf among the drop-ins of systemd), sockets a writable directory',
  EADDRNOTAVAIL: 'no interface of this host has that address',
  ENOENT: 'the directory does not exist',
}

/** Which process it is only root may see: ss(8) and ls(1) say it. */
const whoTells = (address: ListenAddress): string =>
  address.kind === 'tcp'
    ? ` (see: ss -ltnp 'sport = :${address.port}')`
    : `, or a file stands there (see: ls -l ${address.path})`

function translateErrors<T>(address: ListenAddress, listen: () => T): T {
  try {
    return listen()
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
    const known = code === 'EADDRINUSE' ? `${REASONS[code]}${whoTells(address)}` : REASONS[code]
    const reason = known ?? (cause instanceof Error ? cause.message : String(cause))
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
