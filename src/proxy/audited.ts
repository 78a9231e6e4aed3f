/** A refusal is answered after its audit record is kept. */

import { ERRORS, ProxyError } from './errors.ts'
import type { Exchange } from './exchange.ts'
import type { HandlerOptions } from './handler.ts'

/** Notes an error in the exchange and has it audited. @returns it, or the one that says that it could not be */
export async function audited(
  error: ProxyError,
  exchange: Exchange,
  audit: HandlerOptions['audit'],
): Promise<ProxyError> {
  const note = ({ code }: ProxyError) => {
    exchange.error = code
    exchange.status = ERRORS[code].status
  }
  note(error)
  try {
    await audit(exchange)
    return error
  } catch (cause) {
    const unaudited = unauditedError(cause)
    note(unaudited)
    return unaudited
  }
}

export const unauditedError = (cause: unknown) =>
  new ProxyError('audit_unavailable', { cause, retryAfter: 1 })
