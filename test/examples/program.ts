/** A program that an example stands beside, in a folder of its own until it is disposed. */

import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder that others may enter: servers give up root's rights. */
export async function openFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lockllm-proxy-example-'))
  Bun.spawnSync(['chmod', '755', folder])
  return folder
}

export const removeFolder = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true })

export interface Program extends AsyncDisposable {
  readonly pid: number
}

/**
 * Starts a program and waits until it listens.
 * @param port on loopback
 * @throws {Error} with what it printed, when it ends instead
 */
export async function startProgram(command: readonly string[], port: number, cwd: string): Promise<Program> {
  const output = join(cwd, 'output')
  const child = Bun.spawn([...command], {
    cwd,
    env: { PATH: process.env.PATH ?? '' },
    stdin: 'ignore',
    stdout: Bun.file(output),
    stderr: Bun.file(`${output}.errors`),
  })
  const stop = async () => {
    child.kill('SIGTERM')
    await child.exited
  }
  while (!(await listens(port))) {
    if (child.exitCode !== null) {
      const texts = await Promise.all([output, `${output}.errors`].map((path) => Bun.file(path).text()))
      throw new Error(`${command.join(' ')} ended with ${child.exitCode}: ${texts.join('')}`)
    }
    await Bun.sleep(10)
  }
  return { pid: child.pid, [Symbol.asyncDispose]: stop }
}

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
