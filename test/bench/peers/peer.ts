/** What is compared: a program between a client and the stub, started with a configuration of its own. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where the stub listens, e.g. `127.0.0.1:4312`. */
export interface Stub {
  readonly host: string
}

export interface RunningPeer extends AsyncDisposable {
  /** The parent of every process of it. */
  readonly pid: number
  /** A chat completion whose answer is one JSON document, and one whose answer is a stream of events. */
  readonly endpoints: Readonly<Record<Answer, Endpoint>>
}

export type Answer = 'json' | 'sse'

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
  start(stub: Stub): Promise<RunningPeer>
}

export interface PeerProcess extends AsyncDisposable {
  readonly pid: number
}

/** Runs a program in a temporary folder until it is disposed. Its output is shown when it ends by itself. */
export async function runPeer(
  command: (folder: string) => Promise<readonly string[]>,
  options: { readonly env?: Readonly<Record<string, string>>; readonly readyUrl: string },
): Promise<PeerProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'lockllm-proxy-bench-'))
  const child = Bun.spawn([...(await command(folder))], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', HOME: folder, ...options.env },
    stdin: 'ignore',
    stdout: Bun.file(join(folder, 'output')),
    stderr: Bun.file(join(folder, 'errors')),
  })
  const stop = async () => {
    child.kill('SIGTERM')
    await child.exited
    await rm(folder, { recursive: true, force: true })
  }
  const ended = child.exited.then(async (code) => {
    const output = `${await Bun.file(join(folder, 'output')).text()}${await Bun.file(join(folder, 'errors')).text()}`
    throw new Error(`ended with ${code}: ${output.slice(-2000)}`)
  })
  try {
    await Promise.race([answers(options.readyUrl), ended])
  } catch (error) {
    await stop()
    throw error
  }
  ended.catch(() => {})
  return { pid: child.pid, [Symbol.asyncDispose]: stop }
}

/** Of a peer that hands on the path that it gets. */
export const endpointsAt = (origin: string): Record<Answer, Endpoint> => ({
  json: { url: `${origin}/json/chat/completions` },
  sse: { url: `${origin}/sse/chat/completions` },
})

async function answers(url: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const answer = await fetch(url).catch(() => undefined)
    await answer?.body?.cancel()
    if (answer) return
    await Bun.sleep(50)
  }
  throw new Error(`nothing answers at ${url}`)
}
