/** What is compared: a program between a client and the stub, started with a configuration of its own. */

import { join } from 'node:path'
import { outlived, owned, ownedFolder } from './children.ts'

/** Where the stub listens, e.g. `127.0.0.1:4312`. */
export interface Stub {
  readonly host: string
}

export interface PeerProcess extends AsyncDisposable {
  /** The parent of every process of it. */
  readonly pid: number
  /** Milliseconds from exec to the first answer. */
  readonly startedIn: number
}

export interface RunningPeer extends PeerProcess {
  /** Of a chat completion that the stub answers as the first part of its path says, e.g. `json`. */
  endpoint(kind: string): Endpoint
}

export interface Endpoint {
  readonly url: string
  /** What a request needs besides its Content-Type. */
  readonly headers?: Readonly<Record<string, string>>
}

export interface Peer {
  readonly name: string
  /** What it does with a request. */
  readonly does: string
  /** @returns undefined when it is installed, else what is missing */
  missing(): string | undefined
  /** A command that only says what version it is. */
  version(): Promise<readonly string[]>
  /** @param workers processes that share its work, where it can have several; 1 unless told */
  start(stub: Stub, workers?: number): Promise<RunningPeer>
}

const ANSWERS_WITHIN_MS = 10_000
/** How fine `startedIn` is. */
const ASKED_EVERY_MS = 2

/** Runs a program in a temporary folder until it is disposed. Its output is shown when it ends by itself. */
export async function runPeer(
  command: (folder: string) => Promise<readonly string[]>,
  options: { readonly env?: Readonly<Record<string, string>>; readonly readyUrl: string },
): Promise<PeerProcess> {
  const folder = ownedFolder()
  const output = Bun.file(join(folder.path, 'output'))
  const errors = Bun.file(join(folder.path, 'errors'))
  const all = await command(folder.path)
  const started = performance.now()
  const child = owned(
    Bun.spawn([...all], {
      cwd: folder.path,
      env: { PATH: process.env.PATH ?? '', HOME: folder.path, ...options.env },
      stdin: 'ignore',
      stdout: output,
      stderr: errors,
    }),
  )
  const stop = async () => {
    child.kill('SIGTERM')
    await child.exited
    folder[Symbol.dispose]()
  }
  const ended = child.exited.then(async (code) => {
    throw new Error(
      `ended with ${code}: ${(await output.text()).slice(-1000)}${(await errors.text()).slice(-1000)}`,
    )
  })
  ended.catch(() => {})
  try {
    await Promise.race([answers(options.readyUrl), ended])
  } catch (error) {
    await stop()
    throw error
  }
  const startedIn = performance.now() - started
  const isMeant = outlived(all[0] ?? '', child)
  return {
    pid: child.pid,
    startedIn,
    async [Symbol.asyncDispose]() {
      isMeant()
      await stop()
    },
  }
}

/** Of a peer that hands on the path that it gets. */
export const endpointsAt =
  (origin: string) =>
  (kind: string): Endpoint => ({ url: `${origin}/${kind}/chat/completions` })

async function answers(url: string): Promise<void> {
  for (const started = performance.now(); performance.now() - started < ANSWERS_WITHIN_MS; ) {
    const answer = await fetch(url).catch(() => undefined)
    await answer?.body?.cancel()
    if (answer) return
    await Bun.sleep(ASKED_EVERY_MS)
  }
  throw new Error(`nothing answers at ${url}`)
}
