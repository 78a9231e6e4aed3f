/** The command line as a user meets it: the real main.ts in a process of its own. */

import { join } from 'node:path'

const MAIN = join(import.meta.dir, '../../src/main.ts')

export interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

interface Surroundings {
  readonly stdin?: string | Uint8Array
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
}

/** @param args of `lockllm-proxy`, e.g. `['scan', 'text']`; no variable but PATH is inherited */
export async function cli(
  args: readonly string[],
  { stdin = '', env = {}, cwd }: Surroundings = {},
): Promise<Outcome> {
  const child = Bun.spawn([process.execPath, MAIN, ...args], {
    stdin: new Blob([stdin]),
    stdout: 'pipe',
    stderr: 'pipe',
    env: { PATH: process.env.PATH ?? '', ...env },
    ...(cwd !== undefined && { cwd }),
  })
  const [code, stdout, stderr] = await Promise.all([child.exited, child.stdout.text(), child.stderr.text()])
  return { code, stdout, stderr }
}

/** The command of a process that a test feeds by hand. */
export const cliCommand = (args: readonly string[]): string[] => [process.execPath, MAIN, ...args]
