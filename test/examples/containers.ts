/** podman with an image store and a configuration of its own, in a folder that is gone when it is disposed. */

import { join } from 'node:path'
import { openFolder, removeFolder } from './program.ts'

export interface Containers extends AsyncDisposable {
  /** @returns the path of a file below the folder */
  at(name: string): string
  /** Runs a command in a folder below. */
  attempt(command: readonly string[], folder?: string): Promise<{ code: number; out: string; errors: string }>
  /** The same. @returns what it prints @throws {Error} when it fails */
  run(command: readonly string[], folder?: string): Promise<string>
}

const PATIENCE_MS = 60_000
/** Without systemd, and as root in a machine whose limits cannot be raised. */
const CONFIGURATION = `[containers]
default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
[network]
network_backend = "netavark"
`

/** @param root a Debian tree @param images the names under which it is an image, as no registry is asked */
export async function openContainers(root: string, images: readonly string[]): Promise<Containers> {
  const folder = await openFolder()
  const at = (name: string) => join(folder, name)
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    CONTAINERS_CONF: at('containers.conf'),
    CONTAINERS_STORAGE_CONF: at('storage.conf'),
  }
  const attempt: Containers['attempt'] = async (command, below = '.') => {
    const child = Bun.spawn([...command], {
      cwd: at(below),
      env,
      stdout: 'pipe',
      stderr: 'pipe',
      timeout: PATIENCE_MS,
    })
    const [code, out, errors] = await Promise.all([child.exited, child.stdout.text(), child.stderr.text()])
    return { code, out: out.trim(), errors }
  }
  const run: Containers['run'] = async (command, below) => {
    const { code, out, errors } = await attempt(command, below)
    if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}: ${out}\n${errors}`)
    return out
  }
  const containers = {
    at,
    attempt,
    run,
    async [Symbol.asyncDispose]() {
      // What the storage has mounted has to go before its folder.
      await attempt(['podman', 'system', 'reset', '--force'])
      await removeFolder(folder)
    },
  }
  await Bun.write(at('containers.conf'), CONFIGURATION)
  await Bun.write(
    at('storage.conf'),
    `[storage]\ndriver = "overlay"\ngraphroot = "${at('graph')}"\nrunroot = "${at('run')}"\n`,
  )
  try {
    const [first = '', ...others] = images
    await run(['sh', '-c', `tar -C '${root}' --create . | podman import - ${first}`])
    for (const name of others) await run(['podman', 'tag', first, name])
  } catch (error) {
    await containers[Symbol.asyncDispose]()
    throw error
  }
  return containers
}

/**
 * Tries what the examples ask of a host: hardened containers with limits, in a network where they find each other by name.
 * @returns why that cannot be done here, to be told by whoever skips a test; undefined where it can
 */
export async function whyNoContainers(root: string): Promise<string | undefined> {
  try {
    await using containers = await openContainers(root, ['localhost/probe'])
    await containers.run(['podman-compose', '--version'])
    await containers.run(['podman', 'network', 'create', 'probe'])
    const hardened =
      '--read-only --cap-drop ALL --security-opt no-new-privileges --memory 64m --pids-limit 64'
    const joined = '--user 65532:65532 --network probe --name itself --publish 127.0.0.1::8080 --tmpfs /probe'
    const asked = (command: string) => containers.run(`podman ${command}`.split(' '))
    await asked(`run --detach ${hardened} ${joined} localhost/probe sleep 60`)
    await asked('exec itself getent hosts itself')
    // In a host that is a chroot(2) itself, a command would see that one's files.
    await asked('exec itself test -d /probe')
    await asked('rm --force itself')
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
