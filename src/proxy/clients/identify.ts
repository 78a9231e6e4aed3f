/** Which client a request is from, by the keys and tokens that it shows. */

import { Secret } from '../../config/secret.ts'
import { ProxyError } from '../errors.ts'
import type { Client } from '../exchange.ts'
import { OWN_HEADER, shownInHeaders, shownInQuery } from './credentials.ts'
import type { Directory } from './directory.ts'
import { type CheckToken, isMeantFor } from './token.ts'

/** @throws {ProxyError} `unauthorized`; `forbidden` for a known client that calls from elsewhere */
export type Identify = (address: string, headers: Headers, url: URL) => Client | Promise<Client>

interface IdentifyOptions {
  /** Read for each request, since it changes when its file does. */
  readonly directory: () => Directory
  /** Undefined without `[jwt]`. */
  readonly checkToken: CheckToken | undefined
  /** That tokens are for. */
  readonly audience?: string | undefined
  /** Whether a token may name a client that the directory does not know. */
  readonly anyName: boolean
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

export function createIdentify(options: IdentifyOptions): Identify {
  const { directory, checkToken, audience, anyName, now } = options
  return (address, headers, url) => {
    const own = headers.get(OWN_HEADER)
    const everywhere = shownInHeaders(headers)
    const inHeaders = own === null ? everywhere : [own.trim()]
    const shown = own === null ? [...inHeaders, ...shownInQuery(url)] : inHeaders
    const client = byKey(shown, address) ?? byToken(inHeaders, address)
    if (audience === undefined) return client
    const others = [...everywhere, ...shownInQuery(url)].filter((text) => isMeantFor(audience, text))
    return client instanceof Promise
      ? client.then((known) => withCredentials(known, others))
      : withCredentials(client, others)
  }

  function byKey(shown: readonly string[], address: string): Client | undefined {
    const found = shown.flatMap((key) => {
      const known = directory().find(key)
      return known ? [{ ...known, key }] : []
    })
    const valid = found.filter(({ expiresAt }) => expiresAt > now())
    const [first] = valid
    if (!first) {
      if (found.length > 0) throw unauthorized('Its key has expired.')
      return undefined
    }
    if (valid.some(({ client }) => client !== first.client)) {
      throw unauthorized('The request shows the keys of two clients.')
    }
    const { name, access, isFrom } = first.client
    if (!isFrom(address)) throw wrongAddress()
    const credentials = found.map(({ key }) => new Secret('client', key))
    return { address, name, keyId: first.id, access: [access], credentials }
  }

  async function byToken(shown: readonly string[], address: string): Promise<Client> {
    for (const token of checkToken ? shown : []) {
      const claims = await checkToken?.(token)
      if (!claims) continue
      const known = directory().byName(claims.name)
      if (!known && !anyName) break
      if (known && !known.isFrom(address)) throw wrongAddress()
      return {
        address,
        name: claims.name,
        keyId: 'jwt',
        access: known ? [claims.access, known.access] : [claims.access],
        credentials: [new Secret('client', token)],
      }
    }
    const kinds = checkToken ? 'key or token' : 'key'
    throw unauthorized(shown.length === 0 ? `Send a ${kinds}.` : `It shows no valid ${kinds}.`)
  }
}

/** Tokens of ours beside what counted. */
const withCredentials = (client: Client, tokens: readonly string[]): Client =>
  tokens.length === 0
    ? client
    : {
        ...client,
        credentials: [...(client.credentials ?? []), ...tokens.map((token) => new Secret('client', token))],
      }

/** RFC 9110, section 15.5.2. */
const unauthorized = (detail: string): ProxyError =>
  new ProxyError('unauthorized', {
    detail,
    headers: { 'www-authenticate': 'Bearer realm="lockllm-proxy"' },
  })

const wrongAddress = (): ProxyError =>
  new ProxyError('forbidden', { detail: 'The client may not call from this address.' })
