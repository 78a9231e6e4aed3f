/** Where we listen, and who can reach it. */

import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import { formatListen, isLoopback, type ListenAddress, overlaps, parseListen } from '../address.ts'
import { networkMatcher } from '../cidr.ts'
import type { Path } from '../problem.ts'
import type { Report, Rule } from '../rules.ts'
import type { Config } from '../schema.ts'
import { asksForKeys } from './clients.ts'

interface Listener {
  readonly path: Path
  readonly address: ListenAddress
}

export const listenRules: readonly Rule[] = [
  { check: ({ server }, report) => checkSyntax('server', server.listen, report) },
  { check: ({ admin }, report) => checkSyntax('admin', admin.listen, report) },
  { reads: ['server.listen'], check: checkOverlaps },
  { reads: ['server.tls', 'server.insecure_http'], check: checkPlainHttp },
  {
    reads: [
      'server.listen',
      'server.tls',
      'server.open_relay',
      'server.trusted_proxies',
      'clients',
      'clients_file',
      'jwt',
    ],
    check: checkOpenRelay,
  },
  { check: checkAdminReach },
  { check: checkTrustedProxies },
]

function checkSyntax(section: 'server' | 'admin', texts: readonly string[], report: Report): void {
  texts.forEach((text, index) => {
    const path = listenPath(section, texts, index)
    try {
      checkSocketFolder(parseListen(text), path, report)
    } catch (error) {
      report.error(path, error instanceof RangeError ? error.message : String(error))
    }
  })
}

function checkSocketFolder(address: ListenAddress, path: Path, report: Report): void {
  if (address.kind !== 'unix') return
  const folder = dirname(address.path)
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    report.error(path, `the folder ${JSON.stringify(folder)} does not exist`)
  }
}

function checkOverlaps(config: Config, report: Report): void {
  const all = [...listeners(config, 'server'), ...listeners(config, 'admin')]
  all.forEach(({ path, address }, index) => {
    const other = all.slice(0, index).find((earlier) => overlaps(earlier.address, address))
    if (!other) return
    const also = other.path.filter((step) => typeof step === 'string').join('.')
    report.error(
      path,
      `${formatListen(address)} is taken by ${also} (${formatListen(other.address)}) already`,
    )
  })
}

function checkPlainHttp(config: Config, report: Report): void {
  if (config.server.tls || config.server.insecure_http) return
  for (const { path, address } of listeners(config, 'server')) {
    if (isLoopback(address)) continue
    report.error(
      path,
      `${formatListen(address)} is not loopback and would speak plain HTTP: add [server.tls] with cert and key, ` +
        'listen on 127.0.0.1 or a unix socket, or set insecure_http = true',
    )
  }
}

/**
 * Without a provider's key in it the proxy lends nobody one, but its scans are spent all the same. A proxy in front brings
 * others to a listener that only this host can reach.
 */
function checkOpenRelay(config: Config, report: Report): void {
  const { tls, open_relay, trusted_proxies } = config.server
  const isFronted = trusted_proxies.length > 0
  const open = listeners(config, 'server').find(({ address }) => isFronted || !isLoopback(address))
  if (!open || tls?.client_ca !== undefined || open_relay || asksForKeys(config)) return
  const behind = isLoopback(open.address) ? ' by the proxy of trusted_proxies' : ''
  const reached = `${formatListen(open.address)}${behind}`
  const elsewhere = isLoopback(open.address) ? '' : 'listen on loopback or a unix socket, '
  const withKey = Object.entries(config.providers).flatMap(([name, provider]) => {
    const key = ownCredentials(provider)
    return key === undefined ? [] : [['providers', name, ...key]]
  })
  for (const path of withKey) {
    report.error(
      path,
      `whoever reaches ${reached} could spend this key: ask for keys ([[clients]], clients_file ` +
        `or [jwt]) or for client certificates (server.tls.client_ca), ${elsewhere}or set server.open_relay = true`,
    )
  }
  if (withKey.length > 0) return
  report.warning(
    open.path,
    `${formatListen(open.address)} serves anybody who reaches it${behind}: ask for keys ([[clients]], clients_file or ` +
      '[jwt]) or for client certificates (server.tls.client_ca), or set open_relay = true',
  )
}

/** Where a provider says that its requests bear our credentials. */
function ownCredentials(provider: Config['providers'][string]): string[] | undefined {
  if (provider.api_key) return ['api_key']
  if (provider.aws) return ['aws']
  if (provider.google) return ['google']
  return provider.egress?.client_cert === undefined ? undefined : ['egress', 'client_cert']
}

function checkAdminReach(config: Config, report: Report): void {
  for (const { path, address } of listeners(config, 'admin')) {
    if (isLoopback(address)) continue
    report.warning(path, `${formatListen(address)} answers anybody who reaches it, without TLS or a password`)
  }
}

function checkTrustedProxies({ server }: Config, report: Report): void {
  server.trusted_proxies.forEach((network, index) => {
    const path = ['server', 'trusted_proxies', index]
    try {
      networkMatcher([network])
    } catch (error) {
      report.error(path, `${JSON.stringify(network)}: ${error instanceof Error ? error.message : error}`)
    }
    if (/\/0+$/.test(network)) report.warning(path, 'believes the X-Forwarded-For of every client')
  })
}

/** The addresses that parse; `checkSyntax` reports the others. */
function listeners(config: Config, section: 'server' | 'admin'): Listener[] {
  const texts = config[section].listen
  return texts.flatMap((text, index) => {
    try {
      return [{ path: listenPath(section, texts, index), address: parseListen(text) }]
    } catch {
      return []
    }
  })
}

/** A single address may be written without a list, so it is named without an index. */
const listenPath = (section: string, texts: readonly string[], index: number): Path =>
  texts.length === 1 ? [section, 'listen'] : [section, 'listen', index]
