/** The clients of the configuration, found by their keys in constant time. */

import { timingSafeEqual } from 'node:crypto'
import { networkMatcher } from '../../config/cidr.ts'
import type { ClientConfig } from '../../config/schema-clients.ts'
import { type Access, accessOf } from './access.ts'
import { digestOfKey, idOfHash } from './key.ts'

export interface KnownClient {
  readonly name: string
  readonly access: Access
  /** Whether it may call from this address; a unix socket's peer is on this host. */
  readonly isFrom: (address: string) => boolean
}

interface KnownKey {
  readonly client: KnownClient
  readonly id: string
  /** Milliseconds since the epoch; infinite for a key that does not end. */
  readonly expiresAt: number
}

export interface Directory {
  readonly size: number
  find(key: string): KnownKey | undefined
  byName(name: string): KnownClient | undefined
}

/** A lookup costs one hash and one look into a table, however many clients there are. */
export function createDirectory(clients: readonly ClientConfig[]): Directory {
  const names = new Map<string, KnownClient>()
  const keys = new Map<string, KnownKey & { readonly digest: Buffer }>()
  for (const { name, keys: own, networks, ...lists } of clients) {
    const isFrom = networks ? networkMatcher(networks) : () => true
    const client: KnownClient = { name, access: accessOf(lists), isFrom }
    names.set(name, client)
    for (const { hash, expires } of own) {
      const hex = hash.slice('sha256:'.length)
      const expiresAt = expires ?? Number.POSITIVE_INFINITY
      keys.set(hex, { client, id: idOfHash(hash), expiresAt, digest: Buffer.from(hex, 'hex') })
    }
  }
  return {
    size: names.size,
    find(key) {
      const digest = digestOfKey(key)
      const known = keys.get(digest.toString('hex'))
      // Nobody can choose the beginning of a hash, so the table's own comparison tells nothing; this one is the rule.
      return known && timingSafeEqual(known.digest, digest) ? known : undefined
    },
    byName: (name) => names.get(name),
  }
}
