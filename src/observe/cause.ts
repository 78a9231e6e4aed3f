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
  const code = codeOf(cause)
  return code === undefined ? cause.name : `${cause.name} ${code}`
}

/** Of Redis, the word that begins an error's message, such as WRONGPASS: https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors */
function codeOf(error: Error): string | undefined {
  if ('code' in error && typeof error.code === 'string') return error.code
  return error.name === 'ReplyError' ? /^[A-Z]{1,20}(?= |$)/.exec(error.message)?.[0] : undefined
}

const join = (text: string, rest: string | undefined): string =>
  rest === undefined ? text : `${text} (${rest})`
