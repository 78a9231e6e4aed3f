/** Credentials that depend on the request or on the time: what `providers.NAME.api_key` cannot be. */

export interface OutgoingRequest {
  readonly method: string
  readonly url: URL
  /** As they are sent; the credentials are added here. */
  readonly headers: Headers
  /** The bytes as they are sent. */
  readonly body: Uint8Array | undefined
}

/** @throws {CredentialsError} when there are none; nothing has been sent then */
export type Authorize = (request: OutgoingRequest) => Promise<void>

/** Why there are no credentials, as a word: it goes to logs and clients, and holds no part of one. */
export class CredentialsError extends Error {
  override readonly name = 'CredentialsError'
  readonly code: string

  constructor(code: string, options?: ErrorOptions) {
    super(code, options)
    this.code = code
  }
}

/** A text for a header: what a token service says is not trusted to be one. */
export const isToken = (value: unknown): value is string =>
  typeof value === 'string' && /^[\x21-\x7e]{1,16384}$/.test(value)

/** Fetch for credential services, which are small and near. @returns the body of a 200 */
export async function askFor(
  what: string,
  ask: (signal: AbortSignal) => Promise<Response>,
  timeoutMs: number,
): Promise<string> {
  let response: Response
  let text: string
  try {
    response = await ask(AbortSignal.timeout(timeoutMs))
    text = await response.text()
  } catch (cause) {
    throw new CredentialsError(`${what}_unreachable`, { cause })
  }
  if (response.status !== 200) throw new CredentialsError(`${what}_answered_${response.status}`)
  return text
}

/** @throws {CredentialsError} */
export function parseObject(text: string, what: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  } catch {
    // The parser's own words quote the text.
  }
  throw new CredentialsError(`${what}_not_json`)
}
