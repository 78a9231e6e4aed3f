/** A machine with a systemd of its own: systemd-nspawn(1) over a Debian tree, whose changes are gone with it. */

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PROVIDER_PORT } from './inside.ts'

export interface Machine extends AsyncDisposable {
  /** Runs a shell command as root. @returns what it prints on both outputs @throws {Error} with that when it fails */
  run(command: string): Promise<string>
  /** The same, however it ends. */
  attempt(command: string): Promise<{ code: number; output: string }>
  /** Starts `inside.ts` in the machine's network. */
  inside(...args: readonly string[]): Bun.Subprocess<'pipe', 'pipe', 'inherit'>
  /** Runs `inside.ts ask` to its end. */
  ask(url: string, prompt: string): Promise<{ status: number; body: string; serial: string }>
  /** Resolves when the command succeeds; its last output is the reason when it never does. */
  until(command: string): Promise<string>
}

/** Where the release lies in the machine. */
export const RELEASE = '/opt'
export const PROVIDER = `http://127.0.0.1:${PROVIDER_PORT}`
const PATIENCE_MS = 30_000

/** @param root a Debian tree with systemd, as debootstrap(8) makes it @param release a folder that is there as `/opt` */
export async function bootMachine(root: string, release: string): Promise<Machine> {
  const options = '--boot --register=no --keep-unit --volatile=overlay --private-network --link-journal=no'
  const nspawn = Bun.spawn(
    ['systemd-nspawn', ...options.split(' '), `--directory=${root}`, `--bind-ro=${release}:${RELEASE}`],
    { stdin: 'ignore', stdout: 'ignore', stderr: 'ignore' },
  )
  const clients = new Set<Bun.Subprocess>()
  const leader = await leaderOf(nspawn.pid)
  const spawn = (command: readonly string[], namespaces: string) =>
    Bun.spawn(['nsenter', '--target', String(leader), namespaces, '--', ...command], {
      stdin: 'pipe',
      stdout: 'pipe',
      stderr: 'inherit',
    })
  const inside = (...args: readonly string[]) => {
    const client = spawn([process.execPath, join(import.meta.dir, 'inside.ts'), ...args], '--net')
    clients.add(client)
    return client
  }
  const attempt = async (command: string) => {
    const child = spawn(['/bin/sh', '-c', `exec 2>&1; ${command}`], '--all')
    child.stdin.end()
    const output = await child.stdout.text()
    return { code: await child.exited, output: output.trim() }
  }
  const run = async (command: string) => {
    const { code, output } = await attempt(command)
    if (code !== 0) throw new Error(`${command}: exit code ${code}: ${output}`)
    return output
  }
  const until = async (command: string) => {
    const end = Date.now() + PATIENCE_MS
    for (;;) {
      const { code, output } = await attempt(command)
      if (code === 0) return output
      if (Date.now() > end) throw new Error(`${command}: never came true: ${output}`)
      await Bun.sleep(100)
    }
  }
  await until('systemctl is-system-running | grep -E "running|degraded"')
  return {
    run,
    attempt,
    inside,
    until,
    async ask(url, prompt) {
      const child = inside('ask', url, prompt)
      return JSON.parse((await child.stdout.text()).replace('headers\n', ''))
    },
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.kill('SIGKILL')
      // The machine ends with its keeper; nothing of it is worth an orderly end.
      nspawn.kill('SIGKILL')
      await nspawn.exited
    },
  }
}

/** The machine's first process. */
async function leaderOf(nspawn: number): Promise<number> {
  const end = Date.now() + PATIENCE_MS
  while (Date.now() < end) {
    const children = await readFile(`/proc/${nspawn}/task/${nspawn}/children`, 'utf8').catch(() => '')
    const [child] = children.split(' ')
    const name = child ? await readFile(`/proc/${child}/comm`, 'utf8').catch(() => '') : ''
    if (name.trim() === 'systemd') return Number(child)
    await Bun.sleep(50)
  }
  throw new Error('systemd-nspawn has not booted the machine')
}
