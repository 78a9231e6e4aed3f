/** What a list of clients must keep to, in the configuration and in a file of its own. */

import { networkMatcher } from '../cidr.ts'
import type { Path } from '../problem.ts'
import type { ClientConfig } from '../schema-clients.ts'

/** @param others clients listed elsewhere: names and keys are theirs already */
export function checkClients(
  clients: readonly ClientConfig[],
  others: readonly ClientConfig[],
  error: (path: Path, message: string) => void,
): void {
  const names = new Set(others.map(({ name }) => name))
  const owners = new Map(others.flatMap(({ name, keys }) => keys.map(({ hash }) => [hash, name] as const)))
  clients.forEach((client, index) => {
    const path = ['clients', index]
    if (names.has(client.name)) {
      error([...path, 'name'], `another client is called ${JSON.stringify(client.name)}`)
    }
    names.add(client.name)
    client.keys.forEach(({ hash, expires }, position) => {
      const owner = owners.get(hash)
      if (owner !== undefined) error([...path, 'keys', position, 'hash'], `is a key of ${owner} already`)
      owners.set(hash, client.name)
      if (Number.isNaN(expires)) error([...path, 'keys', position, 'expires'], 'is no day of the calendar')
    })
    client.networks?.forEach((network, position) => {
      try {
        networkMatcher([network])
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause)
        error([...path, 'networks', position], `${JSON.stringify(network)}: ${reason}`)
      }
    })
  })
}
