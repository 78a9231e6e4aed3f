/**
 * Every error that a client can get from us, in one table, and the one envelope that the SDKs of OpenAI, Anthropic
 * and LockLLM all parse. A stage throws `ProxyError(code)`; the handler catches once and answers.
 */

interface ErrorKind {
  readonly status: number
  /** `error.type`: the vendors' names, so that SDKs raise the class that their users expect. */
  readonly type: string
  readonly message: string
}

const invalid = (message: string): ErrorKind => ({ status: 400, type: 'invalid_request_error', message })

export const ERRORS = {
  prompt_injection_detected: {
    status: 400,
    type: 'lockllm_security_error',
    message: 'The request was blocked: a prompt injection was detected.',
  },
  policy_violation: {
    status: 403,
    type: 'lockllm_policy_error',
    message: 'The request was blocked: it violates a content policy.',
  },
  pii_detected: {
    status: 403,
    type: 'lockllm_pii_error',
    message: 'The request was blocked: it contains personal information.',
  },
  abuse_detected: {
    status: 400,
    type: 'lockllm_abuse_error',
    message: 'The request was blocked: abuse was detected.',
  },
  invalid_host: invalid('The Host header is missing, malformed or repeated.'),
  invalid_path: invalid('The request target could be read in more than one way.'),
  invalid_header: invalid('A request header has a value that is not allowed.'),
  invalid_json: invalid('The body is not valid JSON.'),
  duplicate_json_key: invalid('The body repeats a key of a JSON object.'),
  invalid_utf8: invalid('The body is not valid UTF-8.'),
  invalid_encoding: invalid('The body does not match its Content-Encoding or Content-Length.'),
  invalid_upgrade: invalid('The request to switch to WebSocket is malformed.'),
  unsupported_upgrade: invalid('This endpoint is not relayed over WebSocket.'),
  method_not_allowed: { status: 405, type: 'invalid_request_error', message: 'This method is not relayed.' },
  unauthorized: { status: 401, type: 'authentication_error', message: 'The client is not known.' },
  forbidden: { status: 403, type: 'permission_error', message: 'This is not allowed.' },
  unknown_provider: {
    status: 404,
    type: 'not_found_error',
    message: 'No provider of this name is configured.',
  },
  unknown_route: {
    status: 404,
    type: 'not_found_error',
    message: 'No such route; use /v1/proxy/{provider}/{path}.',
  },
  body_too_large: { status: 413, type: 'request_too_large', message: 'The body is larger than allowed.' },
  unsupported_encoding: {
    status: 415,
    type: 'invalid_request_error',
    message: 'This Content-Encoding or charset is not supported.',
  },
  unscannable_request: {
    status: 422,
    type: 'invalid_request_error',
    message: 'The body cannot be read as text, so it cannot be scanned.',
  },
  unrewritable_request: {
    status: 422,
    type: 'invalid_request_error',
    message: 'The route changes this request, which is not possible.',
  },
  rate_limited: { status: 429, type: 'rate_limit_error', message: 'Too many requests.' },
  internal_error: { status: 500, type: 'api_error', message: 'Internal error of the proxy.' },
  provider_unreachable: {
    status: 502,
    type: 'upstream_error',
    message: 'The provider could not be reached.',
  },
  scan_unavailable: {
    status: 503,
    type: 'api_error',
    message: 'The request was not sent: it could not be scanned.',
  },
  audit_unavailable: {
    status: 503,
    type: 'api_error',
    message: 'The request was not sent: it could not be audited.',
  },
  draining: { status: 503, type: 'overloaded_error', message: 'The proxy is shutting down.' },
  provider_timeout: {
    status: 504,
    type: 'upstream_error',
    message: 'The provider did not answer in time.',
  },
} as const satisfies Record<string, ErrorKind>

export type ErrorCode = keyof typeof ERRORS

interface ErrorOptions {
  readonly cause?: unknown
  /** Says what exactly is wrong; sent to the client, so never a secret and never prompt text. */
  readonly detail?: string
  /** Further members of `error` in the envelope. */
  readonly fields?: Readonly<Record<string, unknown>>
  /** Seconds for the Retry-After header. */
  readonly retryAfter?: number
  /** Further headers of the answer, in lower case. */
  readonly headers?: Readonly<Record<string, string>>
}

/** A request that ends here. `message` is public. */
export class ProxyError extends Error {
  readonly code: ErrorCode
  readonly fields: Readonly<Record<string, unknown>>
  readonly retryAfter: number | undefined
  readonly headers: Readonly<Record<string, string>>

  constructor(code: ErrorCode, options: ErrorOptions = {}) {
    const { message } = ERRORS[code]
    super(options.detail ? `${message} ${options.detail}` : message, { cause: options.cause })
    this.name = 'ProxyError'
    this.code = code
    this.fields = options.fields ?? {}
    this.retryAfter = options.retryAfter
    this.headers = options.headers ?? {}
  }
}

/** The answer for an error, in the envelope that all SDKs parse. */
export function errorResponse(error: ProxyError, requestId: string): Response {
  const { status, type } = ERRORS[error.code]
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'x-request-id': requestId,
    // The name that Anthropic's SDK reads.
    'request-id': requestId,
    'x-lockllm-request-id': requestId,
    ...error.headers,
  }
  if (error.retryAfter !== undefined)
    headers['retry-after'] = String(Math.max(1, Math.ceil(error.retryAfter)))
  const body = {
    type: 'error',
    error: { type, code: error.code, message: error.message, request_id: requestId, ...error.fields },
    request_id: requestId,
  }
  return new Response(JSON.stringify(body), { status, headers })
}
