/**
 * No key in any output, in whichever test: what a process has printed and written to its audit file is searched for the
 * secrets of its configuration and for everything that looks like a credential.
 */

import { existsSync, readFileSync } from 'node:fs'
import { parse } from 'smol-toml'

/** Keys of the configuration whose values are secrets, headers that a route sets among them. */
const SECRET_KEY = /^(api_key|secret|chain_key|password|proxy_password|secret_access_key|session_token)$/
const REFERENCE = /^(env|file|credential):/
/** Shorter ones are words that may stand anywhere. */
const SHORTEST = 8

const CREDENTIALS: readonly RegExp[] = [
  /\bllp_[\w-]{43}/,
  /\b(sk|AIza|gsk|xai)[-_][\w-]{4,}/,
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/,
  /\b(Bearer|Basic) [\w.~+/=-]{6,}/,
]

/** Every secret that a configuration has, as literals or in the environment that it refers to. */
export function secretsOf(
  config: object | string,
  environment: Readonly<Record<string, string>>,
): ReadonlySet<string> {
  const found = new Set<string>()
  const add = (text: string) => {
    if (text.length >= SHORTEST) found.add(text)
  }
  const visit = (value: unknown, key: string): void => {
    if (typeof value === 'string') {
      for (const [, name = ''] of value.matchAll(/(?:^|\$\{)env:(\w+)/g)) add(environment[name] ?? '')
      if (SECRET_KEY.test(key) && !REFERENCE.test(value)) add(value)
      // redis://user:password@host
      if (/^rediss?:/.test(value) && URL.canParse(value)) add(new URL(value).password)
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, child] of Object.entries(value)) visit(child, Array.isArray(value) ? key : name)
    }
  }
  visit(tableOf(config), '')
  return found
}

/** The file of the audit log, when the configuration has one that is there. */
export function auditText(config: object | string): string {
  const { audit } = tableOf(config) as { readonly audit?: { readonly path?: string } }
  const path = audit?.path
  return path?.startsWith('/') && existsSync(path) ? readFileSync(path, 'utf8') : ''
}

/** @throws {Error} with the line that holds a secret */
export function assertNoLeak(output: string, secrets: ReadonlySet<string>): void {
  for (const line of output.split('\n')) {
    const leak = [...secrets].find((secret) => line.includes(secret)) ?? credentialIn(line)
    if (leak !== undefined) throw new Error(`a secret is in the output: ${leak} in ${line}`)
  }
}

const credentialIn = (line: string): string | undefined =>
  CREDENTIALS.map((pattern) => pattern.exec(line)?.[0]).find((match) => match !== undefined)

function tableOf(config: object | string): object {
  if (typeof config !== 'string') return config
  try {
    return parse(config)
  } catch {
    return {}
  }
}
