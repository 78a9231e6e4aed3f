/**
 * Builds the binary before the first test needs it, and only once although every test file is a process of its
 * own: the processes queue on an abstract unix socket, which the system frees also when its holder dies.
 */

import { connect, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'

const ROOT = join(import.meta.dir, '../..')
const LOCK = `\0lockllm-proxy-build:${ROOT}`

let built: Promise<string> | undefined

/**
 * The binary's path. `LOCKLLM_PROXY_BINARY` names one that is there already, e.g. an installed one.
 * @throws with the output of `make build` when that fails.
 */
export function buildOnce(): Promise<string> {
  const given = process.env.LOCKLLM_PROXY_BINARY
  built ??= given ? Promise.resolve(given) : build()
  return built
}

async function build(): Promise<string> {
  const release = await lock()
  try {
    const make = Bun.spawn(['make', 'build'], { cwd: ROOT, stdout: 'pipe', stderr: 'pipe' })
    const [code, stdout, stderr] = await Promise.all([make.exited, make.stdout.text(), make.stderr.text()])
    if (code !== 0) throw new Error(`make build failed with ${code}\n${stdout}\n${stderr}`)
    return join(ROOT, 'dist/lockllm-proxy')
  } finally {
    release()
  }
}

/** Takes the lock, waiting for whoever holds it to let go or to die. */
async function lock(): Promise<() => void> {
  for (;;) {
    const waiting = new Set<Socket>()
    const server = createServer((socket) => {
      waiting.add(socket)
      socket.on('error', () => {})
    })
    if (await listens(server)) {
      return () => {
        server.close()
        for (const socket of waiting) socket.destroy()
      }
    }
    await holderGone()
  }
}

const listens = (server: Server): Promise<boolean> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
    )
    server.listen({ path: LOCK }, () => resolve(true))
  })

const holderGone = (): Promise<void> =>
  new Promise((resolve) => {
    const socket = connect({ path: LOCK })
    socket.on('error', () => {})
    socket.once('close', () => resolve())
    socket.resume()
  })
