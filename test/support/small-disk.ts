/** A disk that is soon full: a tmpfs of a few pages, where this process may mount one. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface SmallDisk extends AsyncDisposable {
  readonly folder: string
  /** Takes all of the space that is left. */
  fill(): Promise<void>
  /** Gives it back. */
  free(): Promise<void>
}

/** @returns undefined where mounting is not allowed */
export async function mountSmallDisk(size: string): Promise<SmallDisk | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'lockllm-proxy-disk-'))
  const filler = join(folder, 'filler')
  if (!(await run('mount', '-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder))) {
    await rm(folder, { recursive: true, force: true })
    return undefined
  }
  return {
    folder,
    async fill() {
      for (let bytes = 1 << 20; bytes >= 1; bytes >>= 1) {
        await writeFile(filler, 'x'.repeat(bytes), { flag: 'a' }).catch(() => {})
      }
    },
    free: () => rm(filler),
    async [Symbol.asyncDispose]() {
      await run('umount', '-l', folder)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function run(...command: readonly string[]): Promise<boolean> {
  if (Bun.which(command[0] ?? '') === null) return false
  const child = Bun.spawn([...command], { stdout: 'ignore', stderr: 'ignore' })
  return (await child.exited) === 0
}
