/** The service in a machine with systemd: where its tests begin. They need the machine's tree and the release. */

import { join } from 'node:path'
import type { LoadResult } from '../support/load.ts'
import { bootMachine, type Machine, RELEASE, whyNoMachine } from './machine.ts'

const { DEBIAN_ROOT } = process.env
const RELEASE_FOLDER = join(import.meta.dir, '../../dist/release')
const CONFIG_FOLDER = '/etc/lockllm-proxy'

/** Why the tests are skipped; undefined where they run. */
export const obstacle =
  DEBIAN_ROOT === undefined ? 'see: make test-systemd' : await whyNoMachine(DEBIAN_ROOT, RELEASE_FOLDER)
if (obstacle !== undefined) process.stderr.write(`skipped: the service under systemd (${obstacle})\n`)

/** @returns a machine in which a provider answers */
export async function openMachine(): Promise<Machine> {
  const machine = await bootMachine(DEBIAN_ROOT ?? '', RELEASE_FOLDER)
  await begin(machine.inside('provider'))
  return machine
}

/** Installs the service out of the release's archive. */
export const installArchive = (machine: Machine): Promise<string> =>
  machine.run(`cd /var/tmp && tar xzf ${RELEASE}/lockllm-proxy-*-linux-x64.tar.gz && cd lockllm-proxy-* &&
    OPENAI_API_KEY=sk-of-the-service ./lockllm-proxy install`)

/** Copies a drop-in of the archive to where its first lines say. */
export const dropIn = (machine: Machine, name: string, unit = 'lockllm-proxy'): Promise<string> =>
  machine.run(`mkdir -p /etc/systemd/system/${unit}.service.d &&
    cp /var/tmp/lockllm-proxy-*/systemd/drop-ins/${name} /etc/systemd/system/${unit}.service.d/ &&
    systemctl daemon-reload`)

export const configure = (machine: Machine, text: string, name = 'lockllm-proxy'): Promise<string> =>
  machine.run(`cat > ${CONFIG_FOLDER}/${name}.toml <<'END'\n${text}\nEND`)

/** @returns the value of a property of the unit, by a command */
export const show = (property: string) => `systemctl show lockllm-proxy --property=${property} --value`

/** Reads a client's first line. @returns what reads on */
export async function begin(
  child: ReturnType<Machine['inside']>,
): Promise<{ read(): Promise<{ value?: Uint8Array | undefined }> }> {
  const reader = child.stdout.getReader()
  await reader.read()
  return reader
}

/** Clients that ask over new connections, beside what `work` does. @returns what they did not get */
export async function underLoad(
  machine: Machine,
  url: string,
  work: () => Promise<void>,
): Promise<LoadResult> {
  const load = machine.inside('load', url, '4')
  const answers = await begin(load)
  await work()
  load.stdin.end()
  const { value } = await answers.read()
  return JSON.parse(Buffer.from(value ?? []).toString())
}
