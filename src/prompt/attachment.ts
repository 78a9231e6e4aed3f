/**
 * Files in the strings of a request: base64, or a data: URL (RFC 2397). Text among them is decoded, so that it can be
 * scanned; media is left alone; a PDF or an archive is neither.
 */

import { isTextType } from './content-type.ts'
import { disguisedText } from './disguise.ts'
import { isProse } from './prose.ts'
import { isPdf, isPrintable, mayBeUtf8, SNIFF_BYTES, signed, sniff, textInMedia } from './sniff.ts'
import { wideOrder } from './wide.ts'

/** What a field is said to hold: by the format, or by a type that the request declares; `maybe` holds no file at all. */
export type Holds = 'media' | 'file' | 'text' | 'maybe'

export type Attachment =
  /** Not a file but a string like any other. */
  | { readonly kind: 'string' }
  /** An address that the provider fetches. */
  | { readonly kind: 'address' }
  | { readonly kind: 'media' }
  | { readonly kind: 'text'; readonly text: string }
  /** Text could be in there, and we cannot see it. */
  | { readonly kind: 'unscannable' }

/** Line breaks are allowed, since MIME encoders put them in; a space is not, since a sentence has one. */
const BASE64 = /^[A-Za-z0-9+/_\r\n-]*={0,2}[\r\n]*$/
const HEX_OR_BASE32 = /^(?:[0-9a-f]{24,}|[A-Z2-7]{24,}=*)$/i
const DATA_URL = /^data:([^,]*),/i
const ADDRESS = /^[a-z][a-z0-9+.-]*:\/\//i
/** Shorter than any file that is worth sending, and longer than a word that could be base64. */
const SHORTEST_FILE = 64
const MEDIA_TYPE = /^(image|audio|video)\//i

/** Words with `_` or `-` for spaces are base64url, too; noise has none this short. Looked for from the separator on. */
const JOINED_WORDS = /(?<=[A-Za-z]{3})[_-][A-Za-z]{2,}[_-]/
const LONGEST_JOINED_WORDS = 1024

const isBase64 = (value: string): boolean => BASE64.test(value) && !hasJoinedWords(value)

const hasJoinedWords = (value: string): boolean =>
  value.length <= LONGEST_JOINED_WORDS && JOINED_WORDS.test(value)

/** The bytes of what `isBase64`; undefined for anything else. Most is base64 to the letter, and decoded without a look at it. */
export function bytesOfBase64(value: string): Uint8Array | undefined {
  const isUrl = value.includes('-') || value.includes('_')
  if (isUrl && hasJoinedWords(value)) return undefined
  const digits = value.length - (value.endsWith('==') ? 2 : value.endsWith('=') ? 1 : 0)
  try {
    const bytes = isUrl
      ? Uint8Array.fromBase64(value, { alphabet: 'base64url' })
      : Uint8Array.fromBase64(value)
    // It skips white space, of which not all is allowed.
    if (digits % 4 !== 1 && bytes.length === (digits * 3) >> 2) return bytes
  } catch {
    // Both alphabets in one string, or no base64.
  }
  return BASE64.test(value) ? Buffer.from(value, 'base64') : undefined
}

/** @param type a declared media type, e.g. `image/png`; undefined when there is none */
export function holdsOf(type: unknown): Holds {
  if (typeof type !== 'string') return 'file'
  if (isTextType(type)) return 'text'
  return MEDIA_TYPE.test(type) ? 'media' : 'file'
}

/** Reads a string in the place of a file. */
export function readAttachment(value: string, holds: Holds): Attachment {
  const url = DATA_URL.exec(value)
  if (url) return readDataUrl(value.slice(url[0].length), url[1] ?? '', holds)
  if (isBase64(value)) return readDigits(value) ?? readBase64(value, holds)
  return ADDRESS.test(value) ? { kind: 'address' } : { kind: 'string' }
}

const FILE_BEGINNING = /^\s*(?:data:|[A-Za-z0-9+/_\r\n-]{32})/i

/**
 * The text of a string that is a file of text although no format says so: a data: URL, or base64.
 * @returns an empty string when it is none
 */
export function hiddenText(value: string): string {
  if (!FILE_BEGINNING.test(value)) return ''
  const found = readAttachment(value.trim(), 'maybe')
  return found.kind === 'text' ? found.text : ''
}

/** Charsets in which ASCII is ASCII: what else is in them is no UTF-8, and refused as that. */
const CHARSET = /^"?(utf-?8|us-ascii|iso-8859-\d+|windows-125\d|utf-16(le|be)?)"?$/i

/** Before the base64 in a string. */
const BASE64_URL_HEADER = /^\s*data:[^,]{0,200};\s*base64\s*,/i
/** Shorter than any archive with a sentence in it. */
const SHORTEST_ARCHIVE = 32

/** Whether a string is an archive, a PDF or an office file in base64, wherever it stands. */
export function isArchive(value: string): boolean {
  if (value.length < SHORTEST_ARCHIVE || isProse(value) || !FILE_BEGINNING.test(value)) return false
  const data = base64Of(value.replace(BASE64_URL_HEADER, '')).trim()
  return isContainer(beginningOf(data)) && isBase64(data)
}

/**
 * The same for a string in the place of a file, as lenient decoders read it: what is no base64 is skipped, and so is what
 * a data: URL says of itself.
 */
export const isLenientArchive = (value: string): boolean =>
  isContainer(beginningOf(base64Of(value.replace(/^\s*data:[^,]*,/i, '')).replace(/[^A-Za-z0-9+/_-]/g, '')))

const beginningOf = (data: string): Buffer =>
  Buffer.from(data.slice(0, SNIFF_BYTES * 2), 'base64').subarray(0, SNIFF_BYTES)

const isContainer = (beginning: Buffer): boolean =>
  (signed(beginning) === 'container' || isPdf(beginning)) && !utf16Of(beginning)

function readDataUrl(data: string, header: string, holds: Holds): Attachment {
  const [type, ...parameters] = header.split(';')
  const declared = holdsOf(type?.trim() || 'text/plain')
  const named = parameters.map((parameter) => /^\s*charset\s*=\s*(.*?)\s*$/i.exec(parameter)?.[1])
  if (named.some((charset) => charset !== undefined && !CHARSET.test(charset))) return { kind: 'unscannable' }
  if (parameters.at(-1)?.trim().toLowerCase() !== 'base64') return readPercentEncoded(data, holds)
  const digits = base64Of(data)
  if (!isBase64(digits)) return { kind: 'string' }
  return readBase64(digits, declared === 'file' ? holds : declared)
}

/** Percents are decoded and white space is left out, as https://fetch.spec.whatwg.org/#data-url-processor has it. */
function base64Of(data: string): string {
  if (!/[%\s]/.test(data)) return data
  try {
    return decodeURIComponent(data).replace(/[\t\n\f\r ]/g, '')
  } catch {
    return data
  }
}

function readPercentEncoded(data: string, holds: Holds): Attachment {
  try {
    const text = decodeURIComponent(data)
    const isFile = holds !== 'maybe' && (isPdf(Buffer.from(text)) || isLenientArchive(text))
    return isFile ? { kind: 'unscannable' } : { kind: 'text', text }
  } catch {
    return { kind: 'unscannable' }
  }
}

/** Hexadecimal digits and those of base32 are base64, too, of noise. */
function readDigits(value: string): Attachment | undefined {
  const text = HEX_OR_BASE32.test(value) ? disguisedText(value) : ''
  return text === '' ? undefined : { kind: 'text', text }
}

function readBase64(data: string, holds: Holds): Attachment {
  if (data === '' || (holds === 'maybe' && data.length < SHORTEST_FILE)) return { kind: 'string' }
  const beginning = beginningOf(data)
  if (holds !== 'maybe' && isPdf(beginning)) return { kind: 'unscannable' }
  const utf16 = utf16Of(beginning)
  if (utf16) return decodeText(data, utf16)
  const content = sniff(beginning)
  const order = content === 'unknown' ? wideOrder(beginning) : undefined
  if (order) return decodeText(data, order)
  if (content === 'text' || holds === 'text') return decodeText(data)
  if (content === 'media') {
    const text = mayBeUtf8(beginning) ? textInMedia(Buffer.from(data, 'base64')) : ''
    return text === '' ? { kind: 'media' } : { kind: 'text', text }
  }
  if (content === 'unknown' && holds === 'maybe') return { kind: 'string' }
  // Raw samples of sound (PCM) have no signature; a sentence without spaces has none either.
  return content === 'unknown' && holds === 'media' && !/[\r\n]/.test(data)
    ? { kind: 'media' }
    : { kind: 'unscannable' }
}

/** By its byte order mark. */
function utf16Of(beginning: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const [first, second, third, fourth] = beginning
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  const isUtf32 = third === 0 && fourth === 0
  return first === 0xff && second === 0xfe && !isUtf32 ? 'utf-16le' : undefined
}

function decodeText(data: string, charset: 'utf-8' | 'utf-16le' | 'utf-16be' = 'utf-8'): Attachment {
  try {
    const text = new TextDecoder(charset, { fatal: true }).decode(Buffer.from(data, 'base64'))
    return isPrintable(text) ? { kind: 'text', text } : { kind: 'unscannable' }
  } catch {
    return { kind: 'unscannable' }
  }
}
