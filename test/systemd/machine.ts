/** A machine with a systemd of its own: systemd-nspawn(1) over a Debian tree, whose changes are gone with it. */

import { existsSync } from 'node:fs'
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

/** With bpf(2), so that IPAddressDeny= can be obeyed. */
const OPTIONS =
  '--boot --register=no --keep-unit --volatile=overlay --private-network --link-journal=no --system-call-filter=bpf'

/**
 * @param root a Debian tree with systemd, as debootstrap(8) makes it
 * @param release a folder that is there as `/opt`
 * @throws {Error} where this host cannot boot it
 */
export async function bootMachine(root: string, release: string): Promise<Machine> {
  const nspawn = Bun.spawn(
    ['systemd-nspawn', ...OPTIONS.split(' '), `--directory=${root}`, `--bind-ro=${release}:${RELEASE}`],
    {
      stdin: 'ignore',
      stdout: 'ignore',
      stderr: 'pipe',
      // The hierarchy that hosts have today, also where this one's is an older one.
      env: { ...process.env, SYSTEMD_NSPAWN_UNIFIED_HIERARCHY: '1' },
    },
  )
  const said = nspawn.stderr.text()
  const clients = new Set<Bun.Subprocess>()
  const leader = await leaderOf(nspawn, said)
  const cgroup = await cgroupOf(leader)
  const spawn = (command: readonly string[], namespaces: readonly string[]) =>
    Bun.spawn(['nsenter', '--target', String(leader), ...namespaces, '--', ...command], {
      stdin: 'pipe',
      stdout: 'pipe',
      stderr: 'inherit',
    })
  const inside = (...args: readonly string[]) => {
    const client = spawn([process.execPath, join(import.meta.dir, 'inside.ts'), ...args], ['--net'])
    clients.add(client)
    return client
  }
  const attempt = async (command: string) => {
    const child = spawn(['/bin/sh', '-c', `exec 2>&1; ${command}`], ['--all', '--root', '--wd'])
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
  const stop = async () => {
    for (const client of clients) client.kill('SIGKILL')
    // With its first process the kernel ends all of the machine, whose keeper then ends by itself.
    process.kill(leader, 'SIGKILL')
    await nspawn.exited
    if (cgroup !== undefined) await removeCgroup(cgroup)
  }
  try {
    await until('systemctl is-system-running | grep -E "running|degraded"')
  } catch (error) {
    await stop()
    throw error
  }
  return {
    run,
    attempt,
    inside,
    until,
    async ask(url, prompt) {
      const child = inside('ask', url, prompt)
      return JSON.parse((await child.stdout.text()).replace('headers\n', ''))
    },
    [Symbol.asyncDispose]: stop,
  }
}

/**
 * Boots a machine and starts a program in it that is shut in as the service is.
 * @returns why that cannot be done here, to be told by whoever skips a test; undefined where it can
 */
export async function whyNoMachine(root: string, release: string): Promise<string | undefined> {
  try {
    await using machine = await bootMachine(root, release)
    const unit = await readFile(join(import.meta.dir, '../../systemd/lockllm-proxy.service'), 'utf8')
    const sandbox = unit.split('\n').filter((line) => SANDBOX.test(line) && !line.includes('lockllm-proxy'))
    const text = ['[Service]', 'Type=oneshot', 'ExecStart=/usr/bin/true', 'ExecPaths=/usr', ...sandbox]
    await machine.run(`cat > /run/systemd/system/probe.service <<'END'\n${text.join('\n')}\nEND`)
    await machine.run('systemctl daemon-reload && systemctl start probe || (journalctl -b -u probe; exit 1)')
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Settings of the unit that a host may be unable to apply. */
const SANDBOX =
  /^(Protect|Private|Restrict|NoExec|Inaccessible|NoNew|Capability|Lock|Keyring|SystemCall|Device|RemoveIPC)/

/** The machine's first process. */
async function leaderOf(nspawn: Bun.Subprocess, said: Promise<string>): Promise<number> {
  const end = Date.now() + PATIENCE_MS
  while (Date.now() < end && nspawn.exitCode === null) {
    const path = `/proc/${nspawn.pid}/task/${nspawn.pid}/children`
    const [child] = (await readFile(path, 'utf8').catch(() => '')).split(' ')
    const name = child ? await readFile(`/proc/${child}/comm`, 'utf8').catch(() => '') : ''
    if (name.trim() === 'systemd') return Number(child)
    await Bun.sleep(50)
  }
  nspawn.kill('SIGKILL')
  throw new Error(`systemd-nspawn has not booted the machine: ${(await said).trim()}`)
}

/** The machine's group of processes, which outlives it with all that its systemd has attached: address filters too. */
async function cgroupOf(leader: number): Promise<string | undefined> {
  const [, mounted] = /^\S+ (\S+) cgroup2 /m.exec(await readFile('/proc/self/mounts', 'utf8')) ?? []
  const [, path] =
    /^0::(\/(?:.*\/)?payload)(?:\/|$)/m.exec(await readFile(`/proc/${leader}/cgroup`, 'utf8')) ?? []
  return mounted !== undefined && path !== undefined ? join(mounted, path) : undefined
}

async function removeCgroup(path: string): Promise<void> {
  const end = Date.now() + PATIENCE_MS
  while (existsSync(path)) {
    if (Date.now() > end) throw new Error(`processes of the machine go on: ${path}`)
    await Bun.spawn(['find', path, '-depth', '-type', 'd', '-exec', 'rmdir', '{}', ';'], { stderr: 'ignore' })
      .exited
    await Bun.sleep(50)
  }
}
