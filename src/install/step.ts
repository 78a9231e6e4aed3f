/** Steps of an installation: each knows whether it is done already, so that a second run changes nothing. */

import { createHash } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'

export interface Step {
  /** What it brings about, e.g. `binary /usr/local/bin/lockllm-proxy`. */
  readonly what: string
  needed(): boolean
  apply(): void | Promise<void>
}

/** Owner of a file; undefined leaves it with whoever installs. */
export interface Owner {
  readonly uid: number
  readonly gid: number
}

/** @returns how many steps were taken, or would be @throws what a step throws; those before it stay done */
export async function runSteps(
  steps: readonly Step[],
  dryRun: boolean,
  say: (line: string) => Promise<void>,
): Promise<number> {
  let taken = 0
  for (const step of steps) {
    if (!step.needed()) {
      await say(`ok     ${step.what}`)
      continue
    }
    taken++
    if (!dryRun) await step.apply()
    await say(`${dryRun ? 'would ' : 'done  '} ${step.what}`)
  }
  return taken
}

interface FileOptions {
  readonly what: string
  readonly path: string
  readonly mode: number
  /** Looked up when it is needed: an earlier step may make the account. */
  readonly owner?: () => Owner | undefined
}

/** A file with this text. @param keep whether one that is there already stays as it is, but for its mode */
export function textFile(
  options: FileOptions & { readonly text: () => string; readonly keep: boolean },
): Step {
  const { path, keep, text } = options
  const isRight = () => exists(path) && (keep || readFileSync(path, 'utf8') === text())
  return {
    what: `${options.what} ${path}`,
    needed: () => !isRight() || !hasMode(options),
    apply() {
      if (!isRight())
        replaceFile(path, (temporary) => writeFileSync(temporary, text(), { flag: 'wx', mode: 0o600 }))
      setMode(options)
    },
  }
}

/** A copy of an executable. */
export function executableFile(options: FileOptions & { readonly source: string }): Step {
  const { path, source } = options
  const isRight = () =>
    exists(path) && statSync(path).size === statSync(source).size && digest(path) === digest(source)
  return {
    what: `${options.what} ${path}`,
    needed: () => !isRight() || !hasMode(options),
    apply() {
      // Never written in place: the one that runs is busy, and a half-written one must not start.
      if (!isRight()) replaceFile(path, (temporary) => copyFileSync(source, temporary))
      setMode(options)
    },
  }
}

export function folder(options: FileOptions): Step {
  return {
    what: `${options.what} ${options.path}`,
    needed: () => !exists(options.path) || !hasMode(options),
    apply() {
      mkdirSync(options.path, { recursive: true })
      setMode(options)
    },
  }
}

export const removal = (what: string, path: string): Step => ({
  what: `remove ${what} ${path}`,
  needed: () => exists(path),
  apply: () => rmSync(path),
})

const exists = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined

const digest = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex')

function replaceFile(path: string, write: (temporary: string) => void): void {
  mkdirSync(dirname(path), { recursive: true })
  const temporary = `${path}.new`
  rmSync(temporary, { force: true })
  try {
    write(temporary)
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}

function hasMode({ path, mode, owner }: FileOptions): boolean {
  const there = statSync(path)
  const wanted = owner?.()
  return (there.mode & 0o7777) === mode && (!wanted || (there.uid === wanted.uid && there.gid === wanted.gid))
}

export function setMode({ path, mode, owner }: Omit<FileOptions, 'what'>): void {
  const wanted = owner?.()
  if (wanted) chownSync(path, wanted.uid, wanted.gid)
  chmodSync(path, mode)
}
