/** Texts in charsets of one byte a character, by the tables of https://encoding.spec.whatwg.org/#legacy-single-byte-encodings */

import { ProxyError } from '../proxy/errors.ts'

/** In these ASCII is ASCII; HTTP clients of Java and others say the first of all texts by default. */
const SINGLE_BYTE = /^(iso-8859-\d{1,2}|windows-125\d|koi8-[ru])$/i

/** @param name of a charset, as a Content-Type declares it */
export const isSingleByte = (name: string): boolean => SINGLE_BYTE.test(name)

/** Where ISO has control characters, WHATWG has those of Windows for some. */
const CONTROLS_OF_ISO = /[\x80-\x9f]/
/** What a table has no character for. */
const UNDEFINED = /[\x80-\x9f]/
/** Letters that only a reader sees who takes the bytes for UTF-8. */
const BEYOND_ASCII = /[^\0-\x7f\ufffd]/

/**
 * The text, and behind it what others read who do not look at the charset.
 * @throws {ProxyError} `unsupported_encoding` for a byte that two tables read differently
 */
export function readingsOf(bytes: Uint8Array, charset: string): readonly [string, ...string[]] {
  let text: string | undefined
  try {
    text = new TextDecoder(charset as Bun.Encoding, { fatal: true }).decode(bytes)
  } catch {}
  const isIso = /^iso/i.test(charset)
  if (
    text === undefined ||
    UNDEFINED.test(text) ||
    (isIso && CONTROLS_OF_ISO.test(Buffer.from(bytes).toString('latin1')))
  ) {
    const detail = `Not all bytes are characters of ${charset.toLowerCase()}. Send UTF-8.`
    throw new ProxyError('unsupported_encoding', { detail })
  }
  const utf8 = Buffer.from(bytes).toString()
  return BEYOND_ASCII.test(utf8) ? [text, utf8] : [text]
}
