/** A redis-server process, and a port for it that is free until it listens. */

import { freePort } from './free-port.ts'

/** Somebody else may get a free port before it is listened on. */
const MOST_PORTS = 5
const TAKEN = 'Address already in use'

/**
 * Starts a server on another port for as long as somebody else has taken the one before.
 * @param start throws what the server wrote, when it ends at once
 * @param choosePort called anew for each attempt
 * @throws {Error} what `start` threw, when it is something else or ports have been tried five times
 */
export async function onFreePort<T>(
  start: (port: number) => Promise<T>,
  choosePort: () => number = freePort,
): Promise<T> {
  for (let left = MOST_PORTS; ; left--) {
    try {
      return await start(choosePort())
    } catch (error) {
      if (left === 1 || !String(error).includes(TAKEN)) throw error
    }
  }
}

/**
 * @param words of redis-server's command line
 * @param sign what it writes when it is ready
 * @throws {Error} with what the server wrote, when it ends at once
 */
export async function startRedisProcess(words: readonly string[], sign: string): Promise<Bun.Subprocess> {
  const child = Bun.spawn(['redis-server', ...words], { stdout: 'pipe', stderr: 'pipe' })
  const ready = Promise.withResolvers<void>()
  let written = ''
  const read = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>) => {
    for await (const piece of stream.pipeThrough(new TextDecoderStream())) {
      written += piece
      if (written.includes(sign)) ready.resolve()
    }
  }
  Promise.all([child.exited, read(child.stdout), read(child.stderr)]).then(
    ([code]) => ready.reject(new Error(`redis-server ended with ${code}: ${written}`)),
    ready.reject,
  )
  // Not by asking on the port: somebody else's Redis might answer there.
  await ready.promise
  return child
}
