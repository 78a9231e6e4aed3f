/**
 * Rare encodings: base64 in groups (over several texts, too), UTF-7 and ascii85. Each is linear in the text, and is looked for
 * only where its marks are.
 * https://www.rfc-editor.org/rfc/rfc2152 · https://en.wikipedia.org/wiki/Ascii85
 */

import { decodeRuns } from './local/encodings.ts'
import { textOf } from './local/payload.ts'

/** Groups of one length, as people cut what is long; the last one may be shorter. */
const [SHORTEST_GROUP, LONGEST_GROUP, LEAST_GROUPS] = [3, 64, 3]
/** Fewer characters of base64 say nothing. */
const LEAST = 16
/** As no words but names are, and these behind their first letter. */
const MIXED = /[a-z0-9][A-Z]|[A-Z]{2}/
/** Digits of base64 are 1, white space 2. */
const PARTS = new Uint8Array(0x10000)
for (const digit of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=')
  PARTS[digit.charCodeAt(0)] = 1
for (const space of ' \t\r\n') PARTS[space.charCodeAt(0)] = 2

function decodeGroups(text: string): string[] {
  const found: string[] = []
  if (!MIXED.test(text)) return found
  /** Where the row of equal groups begins, how many they are, and their length. */
  let start = 0
  let count = 0
  let length = 0
  let at = 0
  while (at <= text.length) {
    while (PARTS[text.charCodeAt(at)] === 2) at++
    const from = at
    while (PARTS[text.charCodeAt(at)] === 1) at++
    const here = at - from
    if (here > 0 && here === length) {
      count++
      continue
    }
    if (count >= LEAST_GROUPS && length >= SHORTEST_GROUP && length <= LONGEST_GROUP) {
      const row = text.slice(start, here < length ? at : from).replace(/\s+/g, '')
      if (row.length >= LEAST && MIXED.test(row)) found.push(...decodeRuns(row).map((run) => run.text))
    }
    start = from
    count = 1
    length = here
    // What is no digit ends every row.
    if (here === 0) at++
  }
  return found
}

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
export const decodeRare = (text: string): string[] => [
  ...decodeGroups(text),
  ...decodeUtf7(text),
  ...decodeAscii85(text),
]
