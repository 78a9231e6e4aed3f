/** A clock of a test's own for a process that it starts, set while that runs, by libfaketime where that is installed. */

import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface FalseClock extends AsyncDisposable {
  /** For the process. */
  readonly env: Readonly<Record<string, string>>
  /** Sets it ahead of the real one, or behind. */
  set(seconds: number): Promise<void>
}

/** Debian's folders; package faketime. */
const LIBRARY = ['x86_64-linux-gnu', 'aarch64-linux-gnu']
  .map((machine) => `/usr/lib/${machine}/faketime/libfaketimeMT.so.1`)
  .find(existsSync)

export const hasFalseClock = LIBRARY !== undefined

/** The clock that nobody sets (CLOCK_MONOTONIC) stays the real one. */
export async function createFalseClock(): Promise<FalseClock> {
  const folder = await mkdtemp(join(tmpdir(), 'lockllm-proxy-clock-'))
  const file = join(folder, 'offset')
  const set = (seconds: number) => writeFile(file, `${seconds < 0 ? '' : '+'}${seconds}\n`)
  await set(0)
  return {
    env: {
      LD_PRELOAD: LIBRARY ?? '',
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      DONT_FAKE_MONOTONIC: '1',
    },
    set,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}
