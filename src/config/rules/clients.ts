/** Clients, their file and their tokens. */

import { readFileSync } from 'node:fs'
import { loadClientsFile } from '../clients-file.ts'
import { fileProblem } from '../file-problem.ts'
import { ConfigError } from '../problem.ts'
import type { Report, Rule } from '../rules.ts'
import type { Config } from '../schema.ts'
import { checkClients } from './clients-list.ts'
import { checkUpstreamUrl } from './upstream-url.ts'

export const clientRules: readonly Rule[] = [
  { reads: ['clients'], check: checkList },
  { reads: ['clients', 'clients_file', 'jwt'], check: checkReachable },
  { reads: ['clients'], check: checkFile },
  { check: ({ jwt }, report) => jwt && checkJwt(jwt, report) },
]

/** RFC 7518, section 3.2: a key of the hash's size or larger. */
const LEAST_SECRET_CHARS = 32

/** Whether a caller has to show a key or a token. */
export const asksForKeys = ({ clients, clients_file, jwt }: Config): boolean =>
  clients.length > 0 || clients_file !== undefined || jwt !== undefined

function checkList({ clients }: Config, report: Report): void {
  checkClients(clients, [], (path, message) => report.error(path, message))
  const now = Date.now()
  clients.forEach(({ keys }, index) => {
    keys.forEach(({ expires }, position) => {
      if (expires === undefined || !(expires <= now)) return
      report.warning(['clients', index, 'keys', position, 'expires'], 'the key has ended')
    })
  })
}

function checkReachable({ clients, jwt }: Config, report: Report): void {
  clients.forEach(({ name, keys }, index) => {
    if (keys.length > 0 || jwt) return
    report.error(
      ['clients', index],
      `nobody can be ${JSON.stringify(name)}: it has no keys (make one with: lockllm-proxy key new ${name}), ` +
        'and there is no [jwt] whose tokens could name it',
    )
  })
}

function checkFile({ clients, clients_file }: Config, report: Report): void {
  if (clients_file === undefined) return
  try {
    loadClientsFile(clients_file, clients)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    for (const line of error.message.split('\n')) report.error(['clients_file'], line)
  }
}

function checkJwt(jwt: NonNullable<Config['jwt']>, report: Report): void {
  const sources = [jwt.secret, jwt.jwks_file, jwt.jwks_url].filter((source) => source !== undefined)
  if (sources.length !== 1) {
    report.error(['jwt'], 'needs one of secret (HS256), jwks_file or jwks_url (RS256, EdDSA)')
  }
  if (jwt.secret?.isResolved && jwt.secret.reveal().length < LEAST_SECRET_CHARS) {
    report.error(['jwt', 'secret'], `must have at least ${LEAST_SECRET_CHARS} characters`)
  }
  if (jwt.jwks_url !== undefined) checkUpstreamUrl(jwt.jwks_url, ['jwt', 'jwks_url'], report)
  if (jwt.jwks_file !== undefined) checkKeySet(jwt.jwks_file, report)
}

function checkKeySet(file: string, report: Report): void {
  const path = ['jwt', 'jwks_file']
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    report.error(path, fileProblem('read', file, error))
    return
  }
  if (!isKeySet(text)) report.error(path, `${JSON.stringify(file)} holds no JWKS: {"keys": [...]}`)
}

/** RFC 7517, section 5. */
function isKeySet(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && 'keys' in value && Array.isArray(value.keys)
  } catch {
    return false
  }
}
