/**
 * The control socket: how `lockllm-proxy reload` reaches the daemon and hears what came of it. One JSON line each way.
 * Only the daemon's own user (and root) may connect: the file has mode 600 and stands in a folder of the service.
 */

import { chmodSync, lstatSync, mkdirSync, unlinkSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { dirname, join } from 'node:path'
import type { ReloadOutcome } from './reload.ts'

type Env = Readonly<Record<string, string | undefined>>

const NAME = 'control.sock'
/** Of the unit's RuntimeDirectory=. */
const SYSTEM_FOLDER = '/run/lockllm-proxy'
const MOST_CHARS = 1 << 20
/** A reload reads files and opens listeners; much longer means that the daemon hangs. */
const ANSWER_MS = 60_000

/**
 * Where a daemon opens its socket: in systemd's $RUNTIME_DIRECTORY, else for a user in $XDG_RUNTIME_DIR.
 * @returns undefined where there is no folder for it: SIGHUP is left
 */
export function controlPath(env: Env): string | undefined {
  // With several directories the first; see systemd.exec(5), RuntimeDirectory=.
  const own = env.RUNTIME_DIRECTORY?.split(':')[0]
  if (own) return join(own, NAME)
  return env.XDG_RUNTIME_DIR ? join(env.XDG_RUNTIME_DIR, 'lockllm-proxy', NAME) : undefined
}

/** Where a command looks for the daemon's socket: as the daemon does, and then where the system's unit has it. */
export function findControl(env: Env): string | undefined {
  const places = [controlPath(env), join(SYSTEM_FOLDER, NAME)]
  return places.find((path) => path !== undefined && lstatSync(path, { throwIfNoEntry: false })?.isSocket())
}

/**
 * Opens the socket.
 * @returns closes it
 * @throws {Error} when another daemon has it, or it cannot be opened
 */
export async function openControl(
  path: string,
  reload: () => Promise<ReloadOutcome>,
): Promise<() => Promise<void>> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  await removeDead(path)
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => socket.destroy())
    void answer(socket, reload)
  })
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  const umask = process.umask(0o177)
  try {
    server.listen({ path }, resolve)
    await promise
    chmodSync(path, 0o600)
  } finally {
    process.umask(umask)
  }
  server.unref()
  return () => new Promise((closed) => server.close(() => closed()))
}

async function answer(socket: Socket, reload: () => Promise<ReloadOutcome>): Promise<void> {
  const request = await readLine(socket)
  const outcome =
    request === '{"command":"reload"}' ? await reload() : { ok: false, message: 'not a command: reload' }
  socket.end(`${JSON.stringify(outcome)}\n`)
}

/** Asks the daemon behind `path` to reload. @throws {Error} with a message for people when it does not answer */
export async function askToReload(path: string): Promise<ReloadOutcome> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const socket = connect({ path }, () => {
    socket.write('{"command":"reload"}\n')
    readLine(socket).then(resolve, reject)
  })
  socket.on('error', reject).setTimeout(ANSWER_MS, () => socket.destroy(new Error('no answer in time')))
  try {
    const outcome: unknown = JSON.parse(await promise)
    if (!isOutcome(outcome)) throw new Error('the answer is none')
    return outcome
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`no daemon answers on ${path}: ${reason}`, { cause })
  } finally {
    socket.destroy()
  }
}

const isOutcome = (value: unknown): value is ReloadOutcome =>
  typeof value === 'object' &&
  value !== null &&
  'ok' in value &&
  typeof value.ok === 'boolean' &&
  'message' in value &&
  typeof value.message === 'string'

/** Up to a newline, or the end. */
function readLine(socket: Socket): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  let text = ''
  const end = () => resolve(text.split('\n')[0] ?? '')
  socket.on('data', (piece) => {
    text += String(piece)
    if (text.includes('\n') || text.length > MOST_CHARS) end()
  })
  socket.on('end', end).on('close', end)
  return promise
}

/** A socket that nobody listens on is left over from a crash. */
async function removeDead(path: string): Promise<void> {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isSocket()) return
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const probe = connect({ path }, () => resolve(true)).on('error', () => resolve(false))
  const isAlive = await promise
  probe.destroy()
  if (isAlive) throw new Error(`${path} belongs to a daemon that runs`)
  unlinkSync(path)
}
