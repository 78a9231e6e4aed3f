/** The head of an answer: its status line and its headers (RFC 9112, sections 4 and 5), strictly. */

import { MalformedAnswer } from './answer.ts'

export interface Head {
  readonly status: number
  readonly statusText: string
  readonly headers: Headers
  /** HTTP/1.0, where a connection closes unless it is said otherwise. */
  readonly isOld: boolean
}

/** As many bytes as our own listener takes of a request's. */
export const MAX_HEAD_BYTES = 65_536
const CR = 13
const END = '\r\n\r\n'
const STATUS_LINE = /^HTTP\/1\.([01]) (\d{3})(?: (.*))?$/s
const NAME = /^[\w!#$%&'*+.^`|~-]+$/
/** A control character: readers differ on a bare CR or LF (section 2.2), and on what others are good for (RFC 9110, section 5.5). */
const AMBIGUOUS = /[^\t\x20-\x7e\x80-\xff]/

/**
 * Where the head ends.
 * @returns the offset behind it, or -1 while it has not come whole
 * @throws {MalformedAnswer} for what cannot become one
 */
export function endOfHead(bytes: Buffer): number {
  const end = bytes.indexOf(END)
  if (end !== -1 && end <= MAX_HEAD_BYTES) return end + END.length
  if (end !== -1 || bytes.length > MAX_HEAD_BYTES) throw new MalformedAnswer('the headers are too long')
  // What speaks another protocol, or ends its lines otherwise, would be waited for until the time-out.
  const begin = bytes.toString('latin1', 0, Math.min(bytes.length, 'HTTP/1.'.length))
  if (!'HTTP/1.'.startsWith(begin)) throw new MalformedAnswer('no HTTP/1.1')
  const lineEnd = bytes.indexOf('\n')
  if (lineEnd !== -1 && bytes[lineEnd - 1] !== CR) throw new MalformedAnswer('the end of the status line')
  return -1
}

/**
 * @param end as `endOfHead` returns it
 * @throws {MalformedAnswer} for what is not in the grammar; lines folded are not (section 5.2)
 */
export function parseHead(bytes: Buffer, end: number): Head {
  const text = bytes.toString('latin1', 0, end - END.length)
  const [first = '', ...lines] = text.split('\r\n')
  const [, minor, status, statusText = ''] = STATUS_LINE.exec(first) ?? []
  if (status === undefined || AMBIGUOUS.test(first)) throw new MalformedAnswer('the status line')
  const headers = new Headers()
  for (const line of lines) {
    const colon = line.indexOf(':')
    const name = line.slice(0, Math.max(0, colon))
    if (!NAME.test(name) || AMBIGUOUS.test(line)) throw new MalformedAnswer('a header')
    headers.append(name, line.slice(colon + 1))
  }
  return { status: Number(status), statusText, headers, isOld: minor === '0' }
}
