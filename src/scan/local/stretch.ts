/** Kinds of characters that encodings are written in, and where they stand in a row. */

export const KIND = {
  /** Digits of base64, padding and URL-safe ones included. */
  base64: 1,
  base32: 2,
  hex: 4,
  /** Digits of character codes, with the letters of `0x`, `0o`, `\x`. */
  code: 8,
  /** What separates codes in a list. */
  separator: 16,
  /** Dots, dashes and their look-alikes; what stands between letters and words of them. */
  morse: 32,
  morseGap: 64,
  /** What is printed in ASCII, spaces aside; and without small letters, spaces included. */
  printed: 128,
  capital: 256,
  /** Marks that identifiers, paths, addresses and figures seldom have, and every alphabet of base85 has many of. */
  mark: 512,
} as const

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const DIGITS = '0123456789'
const ascii = (first: number, last: number) =>
  String.fromCharCode(...Array.from({ length: last - first + 1 }, (_, i) => first + i))
const MEMBERS: Readonly<Record<keyof typeof KIND, string>> = {
  base64: `${UPPER}${UPPER.toLowerCase()}${DIGITS}+/-_=`,
  base32: `${UPPER}234567`,
  hex: `${DIGITS}abcdefABCDEF`,
  code: `${DIGITS}abcdefABCDEFxo\\`,
  separator: ' \t\r\n,;|:[](){}"\'`',
  morse: '.-·•–—_−',
  morseGap: ' \t/|\n',
  printed: ascii(0x21, 0x7e),
  capital: ascii(0x20, 0x60),
  mark: '!#$()*+;<>@[]^`{|}~',
}

/** The kinds of every code unit. */
export const kindTable = new Uint16Array(0x10000)
for (const [kind, members] of Object.entries(MEMBERS))
  for (const member of members) kindTable[member.charCodeAt(0)]! |= KIND[kind as keyof typeof KIND]

/**
 * Where `least` characters of some kinds begin to stand in a row, at or after `from`; -1 for nowhere. Looks at hardly more than
 * one in `least` characters where none of them are, and at none twice.
 */
export function findStretch(text: string, kinds: number, least: number, from: number): number {
  let start = from
  /** What stands before it is known to be of these kinds. */
  let seen = from
  while (start + least <= text.length) {
    const end = start + least
    let at = end - 1
    while (at >= seen && (kindTable[text.charCodeAt(at)]! & kinds) !== 0) at--
    if (at < seen) return start
    start = at + 1
    seen = end
  }
  return -1
}

/** Where characters of some kinds end to stand in a row. */
export function stretchEnd(text: string, kinds: number, from: number): number {
  let at = from
  while (at < text.length && (kindTable[text.charCodeAt(at)]! & kinds) !== 0) at++
  return at
}
