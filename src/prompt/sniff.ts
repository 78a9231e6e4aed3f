/**
 * What bytes are, by looking at them: media that no model reads as text, a container that hides its text from us, or
 * text, whatever a request calls them.
 * https://mimesniff.spec.whatwg.org · https://en.wikipedia.org/wiki/List_of_file_signatures
 */

import { isUtf8 } from 'node:buffer'
import { LANGUAGE } from './words.ts'

export type Content = 'media' | 'container' | 'text' | 'unknown'

interface Signature {
  readonly kind: 'media' | 'container'
  readonly offset: number
  /** Latin-1 characters of the bytes; `?` stands for any byte. */
  readonly magic: string
}

const at = (kind: Signature['kind'], offset: number, magics: readonly string[]): Signature[] =>
  magics.map((magic) => ({ kind, offset, magic }))

const SIGNATURES: readonly Signature[] = [
  // PNG, JPEG, GIF, BMP, TIFF, ICO, JPEG XL
  ...at('media', 0, ['\x89PNG\r\n\x1a\n', '\xff\xd8\xff', 'GIF87a', 'GIF89a', 'II*\0', 'MM\0*']),
  ...at('media', 0, ['BM????\0\0\0\0', '\0\0\x01\0', '\xff\x0a', '\0\0\0\x0cJXL ']),
  // WebP, WAVE, AVI; AIFF
  ...at('media', 0, ['RIFF????WEBP', 'RIFF????WAVE', 'RIFF????AVI ', 'FORM????AIF']),
  // MP4, QuickTime, HEIC, AVIF, M4A
  ...at('media', 4, ['ftyp', 'moov', 'mdat']),
  // MP3, AAC, Ogg, FLAC, AMR, MIDI
  ...at('media', 0, ['ID3', '\xff\xfb', '\xff\xfa', '\xff\xf3', '\xff\xf2', '\xff\xf1', '\xff\xf9']),
  ...at('media', 0, ['OggS', 'fLaC', '#!AMR', 'MThd']),
  // Matroska and WebM, MPEG, FLV, ASF
  ...at('media', 0, ['\x1a\x45\xdf\xa3', '\0\0\x01\xba', '\0\0\x01\xb3', 'FLV\x01', '\x30\x26\xb2\x75']),
  // PDF, PostScript, ZIP and the office formats in it, OLE, RTF, gzip, bzip2, xz, 7z, zstd, Parquet, tar, SQLite
  ...at('container', 0, [
    '%PDF-',
    '%!PS',
    'PK\x03\x04',
    'PK\x05\x06',
    '\xd0\xcf\x11\xe0',
    '{\\rtf',
    '\x1f\x8b\x08',
  ]),
  ...at('container', 0, [
    'BZh?1AY&SY',
    '\xfd7zXZ\0',
    '7z\xbc\xaf\x27\x1c',
    '\x28\xb5\x2f\xfd',
    'PAR1',
    'SQLite format 3\0',
  ]),
  ...at('container', 257, ['ustar']),
  // UTF-16 and UTF-32, by their byte order marks
  ...at('container', 0, ['\xff\xfe', '\xfe\xff', '\0\0\xfe\xff']),
]

/** By the first byte of what they may match, in the order of the table. */
const SIGNATURES_OF = Array.from({ length: 256 }, (_, byte) =>
  SIGNATURES.filter(({ offset, magic }) => offset > 0 || magic.charCodeAt(0) === byte),
)

const PDF = '%PDF-'
/** As many bytes as the sniffing of a beginning needs: the header of a PDF may begin within the first 1024. */
export const SNIFF_BYTES = 1024 + PDF.length
/** Of these, what is text shows in fewer. */
const TEXT_BYTES = 512
/** Share of control characters from which on nobody would call it text. */
const MAX_CONTROL = 0.05

const ANY = 0x3f

/** The first bytes of each container with a signature there; undefined for any. */
export const CONTAINERS: readonly (readonly (number | undefined)[])[] = SIGNATURES.filter(
  ({ kind, offset }) => kind === 'container' && offset === 0,
).map(({ magic }) => [...Buffer.from(magic, 'latin1')].map((byte) => (byte === ANY ? undefined : byte)))

const matches = (bytes: Uint8Array, { offset, magic }: Signature): boolean => {
  if (bytes.length < offset + magic.length) return false
  for (let i = 0; i < magic.length; i++) {
    const unit = magic.charCodeAt(i)
    if (bytes[offset + i] !== unit && unit !== ANY) return false
  }
  return true
}

/** @param bytes the first `SNIFF_BYTES` of something, or all of it */
export function sniff(bytes: Uint8Array): Content {
  const kind = signed(bytes)
  if (kind === 'container') return kind
  // `GIF89a`, `ID3`, `OggS` and `ftyp` are letters; real media has bytes behind them that no text has.
  if (looksLikeText(bytes.subarray(0, TEXT_BYTES))) return 'text'
  return kind ?? 'unknown'
}

/** Media and containers alone, by their signatures. */
export function signed(bytes: Uint8Array): 'media' | 'container' | undefined {
  for (const candidate of SIGNATURES_OF[bytes[0] ?? 0] ?? [])
    if (matches(bytes, candidate)) return candidate.kind
  return undefined
}

/**
 * Whether readers of PDF would take it for one: they look for its header within the first 1024 bytes, behind an image or a
 * line of text, too (ISO 32000-1, annex H, note 13 in Adobe's edition).
 */
export const isPdf = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, SNIFF_BYTES)).includes(PDF)

/** Whether a beginning is UTF-8, at whose end a character may be cut off. */
export const mayBeUtf8 = (beginning: Uint8Array): boolean =>
  [0, 1, 2, 3].some((cut) => isUtf8(beginning.subarray(0, Math.max(0, beginning.length - cut))))

const LONGEST_CHARACTER = 4
const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80

/** What is UTF-8 but for a character that was cut at either end, without that; anything else as it is. */
export function withoutCutEnds(bytes: Uint8Array): Uint8Array {
  if (isUtf8(bytes)) return bytes
  let start = 0
  while (start < LONGEST_CHARACTER - 1 && isContinuation(bytes[start])) start++
  let last = bytes.length - 1
  while (last > bytes.length - LONGEST_CHARACTER && isContinuation(bytes[last])) last--
  const whole = [bytes.subarray(start), bytes.subarray(start, Math.max(start, last))].find(isUtf8)
  return whole ?? bytes
}

/**
 * The text of what begins like media and is UTF-8 all the same, to its end: no real media is, but for some silence.
 * @returns empty for real media, and where nothing is said
 */
export function textInMedia(bytes: Uint8Array): string {
  if (!isUtf8(bytes)) return ''
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString()
  return LANGUAGE.test(text) ? text : ''
}

/** A character may be cut off at the end, hence `stream`. */
function looksLikeText(beginning: Uint8Array): boolean {
  try {
    return isPrintable(new TextDecoder('utf-8', { fatal: true }).decode(beginning, { stream: true }))
  } catch {
    return false
  }
}

/** Nothing that only binary data has, and hardly a control character. */
export function isPrintable(text: string): boolean {
  if (text.includes('\0')) return false
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this looks for
  const control = text.match(/[\x01-\x07\x0e-\x1a\x1c-\x1f\x7f]/g)?.length ?? 0
  return control <= text.length * MAX_CONTROL
}
