/** Text inside of text: what a decoder makes of a stretch. */

import type { Disguise } from './normalise.ts'

export interface Payload {
  readonly text: string
  /** Offsets in the text that it was found in; `end` exclusive. */
  readonly start: number
  readonly end: number
  readonly disguise: Disguise
}

/** Shorter than this is no message. */
export const LEAST_MESSAGE = 6

const ENCODED = /^[\w+/=-]{16,}$/
const DECODER = new TextDecoder()

/** Bytes as text when they are text: valid UTF-8, hardly a control character, letters for the most part. */
export function textOf(bytes: Uint8Array): string | undefined {
  if (bytes.length < LEAST_MESSAGE) return undefined
  let controls = 0
  for (const byte of bytes) if (byte < 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) controls++
  if (controls > bytes.length / 50 || !mayBeUtf8(bytes)) return undefined
  const text = DECODER.decode(bytes)
  if (text.includes('\ufffd')) return undefined
  return readable(text) ? text : undefined
}

/** Whether every byte outside of ASCII stands where UTF-8 allows one; decoding costs more, and most data fail this. */
const mayBeUtf8 = (bytes: Uint8Array): boolean => lacking(bytes) === 0

/** The same of a text's first bytes, which may end within a character. */
export const mayBeginUtf8 = (bytes: Uint8Array): boolean => lacking(bytes) >= 0

/** Bytes that the last character lacks; -1 for what is no UTF-8. */
function lacking(bytes: Uint8Array): number {
  let following = 0
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!
    if (byte >= 0x80 && byte < 0xc0) {
      if (following-- === 0) return -1
    } else if (following > 0) return -1
    else if (byte >= 0xc0) {
      if (byte < 0xc2 || byte > 0xf4) return -1
      following = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3
    }
  }
  return following
}

/** Bytes that a character lacks behind one more byte of text; -1 where there is no such byte in text. */
export function goesOn(following: number, byte: number): number {
  if (following > 0) return byte >= 0x80 && byte < 0xc0 ? following - 1 : -1
  if (byte < 0x80) return byte >= 0x20 || (byte >= 0x09 && byte <= 0x0d) ? 0 : -1
  if (byte < 0xc2 || byte > 0xf4) return -1
  return byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3
}

/** Whether most of a text is letters and spaces, as in language and unlike data; or all of it another encoding. */
function readable(text: string): boolean {
  let letters = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if ((unit | 0x20) >= 0x61 && (unit | 0x20) <= 0x7a) letters++
    else if (unit === 0x20 || unit >= 0x80) letters++
  }
  return text.trim().length >= LEAST_MESSAGE && (letters >= text.length * 0.7 || ENCODED.test(text))
}
