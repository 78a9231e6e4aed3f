/** Small helpers for tests that speak as a client, of a vendor or of none. */

/** What a promise was rejected with; undefined when it was not. */
export const rejection = (promise: PromiseLike<unknown>): Promise<unknown> =>
  Promise.resolve(promise).then(
    () => undefined,
    (error: unknown) => error,
  )

/** All items of a stream. */
export async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = []
  for await (const item of stream) items.push(item)
  return items
}

/** The smallest PNG there is, as base64. */
export const PNG_BASE64 =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

let counter = 0

/** A prompt that was never scanned before, so that no remembered verdict answers for it. */
export const freshPrompt = (text = 'What is the weather in Cologne?'): string => {
  counter += 1
  return `${text} (question ${counter} of ${Date.now()})`
}

/** A JSON request of no particular client. */
export const post = (
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

/** The smallest chat request. */
export const chat = (content: string, more: Readonly<Record<string, unknown>> = {}) => ({
  model: 'gpt-4o-mini',
  messages: [{ role: 'user', content }],
  ...more,
})

/** The envelope of our errors. */
export interface ErrorEnvelope {
  readonly type: 'error'
  readonly request_id: string
  readonly error: {
    readonly type: string
    readonly code: string
    readonly message: string
    readonly request_id: string
    readonly scan_result?: unknown
    readonly segments?: readonly { readonly role: string; readonly path: string }[]
  }
}

export const envelopeOf = async (response: Response): Promise<ErrorEnvelope> =>
  (await response.json()) as ErrorEnvelope
