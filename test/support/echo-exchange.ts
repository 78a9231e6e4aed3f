/** Whole exchanges over a bare socket with the echoing provider, for tests that compare bytes. */

import type { HeaderList } from './wire/http-message.ts'
import { openRaw, type RawAnswer } from './wire/raw-client.ts'
import type { World } from './world.ts'

export const ECHO_PATH = '/v1/proxy/echo/anything'
export const ECHO_HOST: HeaderList = [['Host', '127.0.0.1']]
export const ECHO_JSON: HeaderList = [...ECHO_HOST, ['Content-Type', 'application/json']]

/** Sends one request in the given pieces, a write each, and returns its whole answer. */
export async function exchange(world: World, pieces: Iterable<Uint8Array | string>): Promise<RawAnswer> {
  await using connection = await openRaw(world.proxy.target)
  for (const piece of pieces) await connection.write(piece)
  const answer = await connection.answer()
  if (!answer) throw new Error('closed without an answer')
  return answer
}

/** The bytes one by one. */
export function* oneByOne(bytes: Uint8Array): Generator<Uint8Array> {
  for (const byte of bytes) yield Uint8Array.of(byte)
}
