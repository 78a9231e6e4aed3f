/** Files inside of the executable. */

import { readFileSync } from 'node:fs'

/** What reads a file when it is first asked, so that start-up does not pay for it. */
export function embedded(path: string): () => Uint8Array {
  let bytes: Uint8Array | undefined
  return () => {
    bytes ??= readFileSync(path)
    return bytes
  }
}

/** The same bytes where arrays of numbers of 32 bits can be views of them. */
export const aligned = (bytes: Uint8Array): Uint8Array => (bytes.byteOffset % 4 === 0 ? bytes : bytes.slice())
