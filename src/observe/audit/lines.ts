/** The lines of an audit file as bytes, in bounded memory; files that logrotate has compressed are read too. */

import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'

export interface FileLine {
  /** From 1. */
  readonly number: number
  /** Without the line break. */
  readonly bytes: Buffer
  /** Whether a line break follows. */
  readonly finished: boolean
}

const LINE_BREAK = 0x0a

/** @throws what reading and unpacking throw */
export async function* readLines(path: string): AsyncGenerator<FileLine> {
  const chunks = path.endsWith('.gz') ? unpacked(path) : createReadStream(path)
  let number = 0
  let parts: Buffer[] = []
  for await (const chunk of chunks) {
    let from = 0
    for (let at = chunk.indexOf(LINE_BREAK); at !== -1; at = chunk.indexOf(LINE_BREAK, from)) {
      parts.push(chunk.subarray(from, at))
      yield { number: ++number, bytes: Buffer.concat(parts), finished: true }
      parts = []
      from = at + 1
    }
    if (from < chunk.length) parts.push(chunk.subarray(from))
  }
  if (parts.length > 0) yield { number: ++number, bytes: Buffer.concat(parts), finished: false }
}

function unpacked(path: string): AsyncIterable<Buffer> {
  const gunzip = createGunzip()
  createReadStream(path)
    .on('error', (error) => gunzip.destroy(error))
    .pipe(gunzip)
  return gunzip
}
