/**
 * Where the shared verdicts are: `redis://[user:password@]host:port/db`, `rediss://` for TLS, and for more than one
 * server `redis+sentinel://host:port,host:port/master-name[/db]` and `redis+cluster://host:port,host:port` (with
 * `rediss+...` over TLS). User and password are the servers'; those of sentinels that ask for some are
 * `?sentinel_username=` and `?sentinel_password=`. Based on the URI scheme of https://www.iana.org/assignments/uri-schemes/prov/redis.
 */

export interface RedisTarget {
  readonly kind: 'single' | 'sentinel' | 'cluster'
  readonly tls: boolean
  readonly nodes: readonly { readonly host: string; readonly port: number }[]
  readonly username: string | undefined
  readonly password: string | undefined
  readonly db: number
  /** Name of the master that the sentinels watch. */
  readonly master: string | undefined
  /** What the sentinels themselves ask for. */
  readonly sentinelUsername: string | undefined
  readonly sentinelPassword: string | undefined
}

const SCHEME = /^(rediss?)(?:\+(sentinel|cluster))?:\/\/(?:([^@/]*)@)?([^/?#]+)(?:\/([^?#]*))?(?:\?([^#]*))?$/
const SENTINEL_PARAMETERS: ReadonlySet<string> = new Set(['sentinel_username', 'sentinel_password'])
const DEFAULT_PORT = { single: 6379, cluster: 6379, sentinel: 26_379 } as const

/** @throws {RangeError} whose message says what is wrong, and never quotes the URL: it may hold a password */
export function parseRedisUrl(url: string): RedisTarget {
  const match = SCHEME.exec(url)
  if (!match)
    throw new RangeError('must be "redis://host:port", "rediss:", "redis+sentinel:" or "redis+cluster:"')
  const [, scheme, mode, userInfo, hosts = '', path = '', query = ''] = match
  const kind = mode === 'sentinel' || mode === 'cluster' ? mode : 'single'
  const nodes = hosts.split(',').map((node) => parseNode(node, DEFAULT_PORT[kind]))
  if (kind === 'single' && nodes.length > 1) {
    throw new RangeError('several hosts need the scheme "redis+sentinel:" or "redis+cluster:"')
  }
  const pieces = path.split('/')
  const master = kind === 'sentinel' ? pieces.shift() : undefined
  if (kind === 'sentinel' && !master)
    throw new RangeError('needs the name of the master, e.g. "redis+sentinel://host:26379/mymaster"')
  const [username, password] = parseUserInfo(userInfo)
  return {
    kind,
    tls: scheme === 'rediss',
    nodes,
    username,
    password,
    db: parseDb(pieces[0] ?? '', kind),
    master,
    ...parseQuery(query, kind),
  }
}

function parseQuery(query: string, kind: RedisTarget['kind']) {
  const parameters = new URLSearchParams(query)
  for (const name of parameters.keys()) {
    if (kind !== 'sentinel' || !SENTINEL_PARAMETERS.has(name))
      throw new RangeError(
        'may have "?sentinel_username=" and "?sentinel_password=", with "redis+sentinel:" alone',
      )
  }
  return {
    sentinelUsername: parameters.get('sentinel_username') || undefined,
    sentinelPassword: parameters.get('sentinel_password') || undefined,
  }
}

function parseNode(node: string, defaultPort: number): { host: string; port: number } {
  const match = /^(?:\[([0-9A-Fa-f:.]+)\]|([\w.-]+))(?::(\d{1,5}))?$/.exec(node)
  const port = Number(match?.[3] ?? defaultPort)
  if (!match || port < 1 || port > 65_535)
    throw new RangeError('has a host that is not "host:port" or "[v6]:port"')
  return { host: match[1] ?? match[2] ?? '', port }
}

function parseUserInfo(
  userInfo: string | undefined,
): [username: string | undefined, password: string | undefined] {
  if (userInfo === undefined) return [undefined, undefined]
  try {
    const [username = '', ...password] = userInfo.split(':')
    const decoded = decodeURIComponent(password.join(':'))
    return [username === '' ? undefined : decodeURIComponent(username), decoded === '' ? undefined : decoded]
  } catch (cause) {
    throw new RangeError('has a user or password with a broken percent-encoding', { cause })
  }
}

function parseDb(text: string, kind: RedisTarget['kind']): number {
  if (text === '') return 0
  if (!/^\d{1,4}$/.test(text)) throw new RangeError('has a database that is no number')
  if (kind === 'cluster' && text !== '0') throw new RangeError('a cluster has database 0 alone')
  return Number(text)
}
