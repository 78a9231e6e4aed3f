/**
 * A client's key: 256 random bits behind a prefix, by which a leaked one can be found and told from a provider's.
 * The configuration has its SHA-256 alone. A slow hash would be for passwords: nobody can guess 256 bits, and the hash
 * is made for each request.
 */

import { createHash, randomBytes } from 'node:crypto'

const PREFIX = 'llp_'
const RANDOM_BYTES = 32
/** One of our keys anywhere in a text: 32 bytes are 43 characters of base64url. */
const KEY = /llp_[\w-]{43}/

export const newKey = (): string => PREFIX + randomBytes(RANDOM_BYTES).toString('base64url')

/** As the configuration writes it. */
export const hashOfKey = (key: string): string => `sha256:${digestOfKey(key).toString('hex')}`

export const digestOfKey = (key: string): Buffer => createHash('sha256').update(key).digest()

/** Names a key in the log: the beginning of its hash. */
export const idOfHash = (hash: string): string => hash.slice('sha256:'.length, 'sha256:'.length + 8)

export const holdsKey = (text: string): boolean => KEY.test(text)
