/** What an upstream answers, whoever reads it from the wire: our own client (call.ts) or the runtime's fetch. */

export interface Answer {
  readonly status: number
  readonly statusText: string
  /** Nobody else's: whoever has the answer may change them. */
  readonly headers: Headers
  /** All of the body, where it came with the headers. */
  readonly whole?: Uint8Array<ArrayBuffer>
  /** The body otherwise; undefined where there is none. */
  readonly reader?: Reader | undefined
}

/** As a `ReadableStreamDefaultReader` is; one read at a time. */
export interface Reader {
  /** The next bytes as they came. Rejects when the answer breaks off. */
  read(): Promise<{ done: boolean; value?: Uint8Array<ArrayBuffer> | undefined }>
  /** Nobody reads on: the connection ends. */
  cancel(): Promise<void>
}

/** What came is no HTTP/1.1 that two readers would take for the same answer. */
export class MalformedAnswer extends Error {
  override readonly name = 'MalformedAnswer'
  readonly code = 'MalformedAnswer'
}

export function answerOf(response: Response): Answer {
  const headers = new Headers(response.headers)
  dropFalseLength(headers)
  const { status, statusText, body } = response
  return { status, statusText, headers, reader: body?.getReader() as Reader | undefined }
}

/** A Content-Length beside a Transfer-Encoding says nothing of the body (RFC 9112, section 6.3). */
export function dropFalseLength(headers: Headers): void {
  if (headers.has('transfer-encoding')) headers.delete('content-length')
}

/** All of its body. @returns undefined where it is longer than `maxBytes`; its connection ends then */
export async function bytesOf(
  { whole, reader }: Answer,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (whole !== undefined || !reader) return whole ?? new Uint8Array()
  const pieces: Uint8Array<ArrayBuffer>[] = []
  let bytes = 0
  for (let next = await reader.read(); !next.done && next.value; next = await reader.read()) {
    bytes += next.value.byteLength
    if (bytes > maxBytes) {
      await reader.cancel()
      return undefined
    }
    pieces.push(next.value)
  }
  return Bun.concatArrayBuffers(pieces, Number.POSITIVE_INFINITY, true)
}
