/**
 * Text in the headers of a request: gateways before a model take prompts, variables and settings from them (Portkey's
 * `x-portkey-config`, SageMaker's custom attributes). Only what is language: credentials are no three words with spaces between
 * them, and what every client says of itself says nothing to a model.
 */

import { unescapedText } from '../prompt/escapes.ts'
import type { Json } from '../prompt/json.ts'
import type { Segment } from '../prompt/segment.ts'
import { isSecret, isToken } from '../prompt/token.ts'
import { unsparedText } from '../prompt/whole.ts'
import { LANGUAGE } from '../prompt/words.ts'
import { CREDENTIALS, isDropped } from './headers.ts'
import { decodeOnce } from './route.ts'

/** Of HTTP (RFC 9110, 9111, 6265, Fetch Metadata), of signatures, of proxies, and of SDKs about themselves. */
const SAYS_NOTHING =
  /^(accept|sec|if|x-stainless|x-forwarded|x-envoy|x-goog-api)-|^(accept|(x-amz-)?user-agent|(http-)?referer|origin|cookie|from|date|signature(-input)?|cdn-loop|tracestate|baggage|cache-control|content-type)$/

/** @param headers of the request, of which those that leave are read; JSON in one is read by its strings */
export function segmentsOfHeaders(headers: Headers): Segment[] {
  const segments: Segment[] = []
  headers.forEach((value, name) => {
    if (isToken(value) || SAYS_NOTHING.test(name) || CREDENTIALS.includes(name) || isDropped(name)) return
    const text = textsOf(value).map(readable).filter(isLanguage).join('\n')
    if (text !== '') segments.push({ role: 'unknown', path: 'headers', text })
  })
  return segments
}

/** Two words may be a scheme and a credential (RFC 9110, section 11.4), and no sentence is as short. */
const MIN_WORDS = 3
const WORD = /(?!\p{Script=Latin})\p{L}|\p{Script=Latin}{2,}/gu

const isLanguage = (text: string): boolean =>
  LANGUAGE.test(text) && (text.match(WORD)?.length ?? 0) >= MIN_WORDS

/** With what is escaped in it, and as UTF-8: the bytes of a header come as those of Latin-1. */
function readable(value: string): string {
  const utf8 = Buffer.from(value, 'latin1').toString()
  const texts = utf8.includes('\ufffd') ? [value] : [value, utf8]
  return [...new Set([...texts, ...texts.map(decodeOnce)])]
    .flatMap((text) => [unsparedText(text), unescapedText(text)])
    .filter((text) => text !== '')
    .join('\n')
}

/** Credentials in it are left out. */
function textsOf(value: string): readonly string[] {
  try {
    return stringsOf(JSON.parse(value)).filter((text) => !isSecret(text))
  } catch {
    return isSecret(value) ? [] : [value]
  }
}

function stringsOf(value: Json): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return value.flatMap(stringsOf)
  return Object.entries(value).flatMap(([key, member]) => [key, ...stringsOf(member)])
}
