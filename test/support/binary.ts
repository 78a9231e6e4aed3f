/**
 * The compiled binary as a test's subject: built once for all test processes, started with a configuration of
 * the test's own on ports that the system chooses, watched through its logs, and stopped by its own id. No secret may
 * be in what it has printed (leaks.ts).
 */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'smol-toml'
import { buildOnce } from './build-once.ts'
import { assertNoLeak, auditText, secretsOf } from './leaks.ts'
import type { Target } from './wire/raw-client.ts'

/** A line of the binary's JSON log. */
export type LogLine = Readonly<Record<string, unknown>>

/** A configuration file's content; see the table of keys in the README. */
export interface ConfigTable {
  readonly [key: string]: ConfigValue
}
type ConfigValue = string | number | boolean | readonly ConfigValue[] | ConfigTable

export interface RunningProxy extends AsyncDisposable {
  readonly pid: number
  /** The proxy listener, e.g. `http://127.0.0.1:43121`. */
  readonly url: string
  readonly target: Target
  /** The admin listener. */
  readonly adminUrl: string
  /** A temporary folder that goes away with the process; the configuration file is in it. */
  readonly folder: string
  /** Replaces the configuration file; whoever is to read it has to be told. */
  configure(config: ConfigTable | string): Promise<void>
  stdout(): string
  stderr(): string
  /** Every JSON line printed so far. */
  readonly logs: readonly LogLine[]
  /** The first line, past or future, that the predicate accepts. @throws when the process ends before. */
  logged(accept: (line: LogLine) => boolean): Promise<LogLine>
  /** Sends a signal and resolves with the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number>
  readonly exited: Promise<number>
  /** Memory that the process holds now, in bytes. */
  residentBytes(): Promise<number>
}

/** What the process sees of our environment: no key, no proxy and no switch of the runtime slips in. */
const environment = (extra: Readonly<Record<string, string>>): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  HOME: tmpdir(),
  ...extra,
})

/**
 * Starts `lockllm-proxy serve` and waits until it is ready.
 * @param config as an object, or as TOML text where the text itself matters.
 * @throws with everything that it printed, when it ends instead.
 */
export async function startProxy(
  config: ConfigTable | string,
  env: Readonly<Record<string, string>> = {},
): Promise<RunningProxy> {
  const binary = await buildOnce()
  const folder = await mkdtemp(join(tmpdir(), 'lockllm-proxy-test-'))
  const file = join(folder, 'config.toml')
  const configurations: (ConfigTable | string)[] = []
  const configure = (next: ConfigTable | string) => {
    configurations.push(next)
    return writeFile(file, typeof next === 'string' ? next : stringify(next))
  }
  await configure(config)
  const child = Bun.spawn([binary, 'serve', '--config', file], {
    cwd: folder,
    env: environment(env),
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  })

  const logs: LogLine[] = []
  const waiters = new Set<() => void>()
  const output = { stdout: '', stderr: '' }
  let ended = false
  const wakeAll = () => {
    for (const wake of waiters) wake()
  }
  const collect = async (name: 'stdout' | 'stderr'): Promise<void> => {
    const decoder = new TextDecoder()
    let unfinished = ''
    for await (const bytes of child[name]) {
      const text = decoder.decode(bytes, { stream: true })
      output[name] += text
      const lines = (unfinished + text).split('\n')
      unfinished = lines.pop() ?? ''
      if (name === 'stdout') logs.push(...lines.flatMap(parseLine))
      wakeAll()
    }
  }
  const exited = Promise.all([child.exited, collect('stdout'), collect('stderr')]).then(([code]) => {
    ended = true
    wakeAll()
    return code
  })

  const logged = (accept: (line: LogLine) => boolean): Promise<LogLine> =>
    new Promise((resolve, reject) => {
      const check = () => {
        const line = logs.find(accept)
        if (!line && !ended) return
        waiters.delete(check)
        if (line) resolve(line)
        else
          reject(new Error(`lockllm-proxy ended with ${child.exitCode}\n${output.stdout}\n${output.stderr}`))
      }
      waiters.add(check)
      check()
    })
  const stop = (signal: NodeJS.Signals = 'SIGTERM'): Promise<number> => {
    child.kill(signal)
    return exited
  }
  const dispose = async (): Promise<void> => {
    await stop('SIGKILL')
    const secrets = new Set(configurations.flatMap((table) => [...secretsOf(table, env)]))
    const written = [output.stdout, output.stderr, ...configurations.map(auditText)].join('\n')
    await rm(folder, { recursive: true, force: true })
    assertNoLeak(written, secrets)
  }
  const listener = async (name: 'proxy' | 'admin'): Promise<string> =>
    String((await logged((line) => line.msg === 'listening' && line.listener === name)).url)

  try {
    await logged((line) => line.msg === 'ready')
    const url = await listener('proxy')
    const { hostname, port } = new URL(url)
    return {
      pid: child.pid,
      url,
      target: { hostname, port: Number(port) },
      adminUrl: await listener('admin'),
      folder,
      configure,
      stdout: () => output.stdout,
      stderr: () => output.stderr,
      logs,
      logged,
      stop,
      exited,
      residentBytes: () => residentBytes(child.pid),
      [Symbol.asyncDispose]: dispose,
    }
  } catch (error) {
    await dispose()
    throw error
  }
}

function parseLine(line: string): LogLine[] {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? [value as LogLine] : []
  } catch {
    return []
  }
}

/** VmRSS of a process (proc(5)), in bytes. */
async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024
}
