/**
 * What may be said of an error in a log. Messages of the runtime quote URLs (with keys in the query) and bodies, so
 * only our own errors give their message; of all others the kind is enough.
 */

import { ProxyError } from '../proxy/errors.ts'
import { ScanError } from '../scan/scanner.ts'

export function describeCause(cause: unknown): string | undefined {
  if (cause === undefined) return undefined
  if (cause instanceof ScanError) return join(`${cause.reason}: ${cause.message}`, describeCause(cause.cause))
  if (cause instanceof ProxyError) return join(cause.code, describeCause(cause.cause))
  if (!(cause instanceof Error)) return typeof cause
  const code = 'code' in cause && typeof cause.code === 'string' ? ` ${cause.code}` : ''
  return `${cause.name}${code}`
}

const join = (text: string, rest: string | undefined): string =>
  rest === undefined ? text : `${text} (${rest})`
