/**
 * Rare encodings: UTF-7 and ascii85. Each is linear in the text, and is looked for
 * only where its marks are.
 * https://www.rfc-editor.org/rfc/rfc2152 · https://en.wikipedia.org/wiki/Ascii85
 */

import { textOf } from './local/payload.ts'

/** UTF-16 in base64 between signs. */
const UTF7 = /\+([A-Za-z0-9+/]{3,})-?/g
/** The upper halves of ASCII letters in the first two of them. */
const UTF7_MARK = /\+AE|\+AF|\+AG|\+AH|\+AC|\+B|\+T/

function decodeUtf7(text: string): string[] {
  if (!UTF7_MARK.test(text)) return []
  let count = 0
  const plain = text.replace(UTF7, (all, digits: string) => {
    const bytes = Buffer.from(digits, 'base64')
    const read = new TextDecoder('utf-16be').decode(bytes.subarray(0, bytes.length & ~1))
    if (!/^[\p{L}\p{M}\p{N}\p{P}\p{Zs}\n]+$/u.test(read)) return all
    count += read.length
    return read
  })
  return count >= 6 ? [plain] : []
}

const ASCII85 = /<~([!-uz\s]{8,})~>/g

function decodeAscii85(text: string): string[] {
  if (!text.includes('<~')) return []
  return [...text.matchAll(ASCII85)].flatMap(
    ([, digits = '']) => textOf(bytesOfAscii85(digits.replace(/\s/g, ''))) ?? [],
  )
}

/** `z` is a group of zeros; a last group that is shorter is filled up with the highest digit. */
function bytesOfAscii85(digits: string): Uint8Array {
  const all = digits.replaceAll('z', '!!!!!')
  const bytes = Buffer.alloc(Math.ceil(all.length / 5) * 4)
  for (let at = 0, to = 0; at < all.length; at += 5, to += 4) {
    let value = 0
    for (let i = 0; i < 5; i++) value = value * 85 + (all.charCodeAt(at + i) || 0x75) - 33
    bytes.writeUInt32BE(value % 2 ** 32, to)
  }
  return bytes.subarray(0, bytes.length - ((5 - (all.length % 5)) % 5))
}

/** What is encoded in a text. */
export const decodeRare = (text: string): string[] => [...decodeUtf7(text), ...decodeAscii85(text)]
