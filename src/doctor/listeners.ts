/** Ports and sockets: is the service there, is the address free, or has somebody else taken it? */

import { lstatSync } from 'node:fs'
import { createServer } from 'node:net'
import { formatListen, type ListenAddress, parseListen } from '../config/address.ts'
import type { Config } from '../config/schema.ts'
import { askAdmin } from './admin-url.ts'
import { type Diagnosis, fail, ok, warn, within } from './check.ts'

const TIMEOUT_MS = 3000

export async function checkListeners(config: Config): Promise<Diagnosis[]> {
  const admin = await Promise.all(config.admin.listen.map((text) => checkAdmin(parseListen(text))))
  const isRunning = admin.some(({ running }) => running)
  const proxies = await Promise.all(
    config.server.listen.map((text) => checkProxy(parseListen(text), isRunning)),
  )
  return [...proxies, ...admin.map(({ diagnosis }) => diagnosis)]
}

async function checkAdmin(address: ListenAddress): Promise<{ running: boolean; diagnosis: Diagnosis }> {
  const subject = `admin ${formatListen(address)}`
  try {
    const response = await askAdmin(address, '/readyz', TIMEOUT_MS)
    const text = (await response.text()).trim()
    if (response.ok && text === 'ready')
      return { running: true, diagnosis: ok(subject, 'the service is ready') }
    if (response.status === 503) {
      return {
        running: true,
        diagnosis: fail(subject, `the service is not ready: ${text.slice(0, 80)}`, 'look into its log'),
      }
    }
    return {
      running: false,
      diagnosis: fail(subject, 'something else answers there', 'end it, or change admin.listen'),
    }
  } catch {
    return { running: false, diagnosis: await checkFree(subject, address, 'admin.listen') }
  }
}

async function checkProxy(address: ListenAddress, isRunning: boolean): Promise<Diagnosis> {
  const subject = `listener ${formatListen(address)}`
  const free = await checkFree(subject, address, 'server.listen')
  if (!isRunning) return free
  return free.level === 'fail' && free.finding.includes('in use')
    ? ok(subject, 'in use, and the service runs')
    : fail(
        subject,
        'the service runs, but does not listen there',
        'reload or restart it: its configuration is an older one',
      )
}

/** Whether one could listen there. */
async function checkFree(subject: string, address: ListenAddress, key: string): Promise<Diagnosis> {
  if (address.kind === 'unix') {
    const there = lstatSync(address.path, { throwIfNoEntry: false })
    if (!there) return warn(subject, 'free: the service does not run', 'start it')
    return there.isSocket()
      ? fail(
          subject,
          'in use, or left over',
          'the service removes a socket that nobody listens on when it starts',
        )
      : fail(subject, 'a file that is no socket is there', `remove it, or change ${key}`)
  }
  const code = await listenCode(address.host, address.port)
  switch (code) {
    case undefined:
      return warn(subject, 'free: the service does not run', 'start it')
    case 'EADDRINUSE':
      return fail(subject, 'in use by another program', `find it (ss -ltnp), or change ${key}`)
    case 'EACCES':
      return fail(
        subject,
        'not allowed for this user',
        'ports below 1024 need drop-ins/privileged-port.conf, or root',
      )
    case 'EADDRNOTAVAIL':
      return fail(subject, 'no interface of this host has that address', `change ${key}`)
    default:
      return fail(subject, `cannot listen: ${code}`, `change ${key}`)
  }
}

async function listenCode(host: string, port: number): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>()
  const server = createServer()
  server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'))
  server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)))
  return within(TIMEOUT_MS, promise)
}
