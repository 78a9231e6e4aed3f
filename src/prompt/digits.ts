/** The digits of a string that may be base64, base64url, base32 or hex, and the bytes that they stand for. */

/** Values of digits, and a flag for each; 0 for a character that is none. */
const DIGIT = 0x40
function digits(...alphabets: readonly string[]): Uint8Array {
  const table = new Uint8Array(128)
  for (const alphabet of alphabets) {
    for (let i = 0; i < alphabet.length; i++) table[alphabet.charCodeAt(i)] = i | DIGIT
  }
  return table
}
const SIXTY_TWO = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
export const BASE64 = digits(`${SIXTY_TWO}+/`)
const BASE64_URL = digits(`${SIXTY_TWO}+/`, `${SIXTY_TWO}-_`)
const BASE32_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
export const BASE32 = digits(BASE32_DIGITS, BASE32_DIGITS.toLowerCase())
export const HEX = digits('0123456789abcdef', '0123456789ABCDEF')

/** What else a character may be than a digit of base64url, above its value and flag. */
const [IN_HEX, SEPARATES, JOINS] = [0x80, 0x100, 0x200]
const CHARACTERS = Uint16Array.from(BASE64_URL, (digit, unit) => {
  const character = String.fromCharCode(unit)
  const among = (characters: string, bit: number) => (characters.includes(character) ? bit : 0)
  return digit | among('0123456789abcdefABCDEF', IN_HEX) | among('-_.', SEPARATES) | among('-_', JOINS)
})
/** What it adds to two counters in one number, of digits of base32 in capitals and in small letters; which of them go on. */
const [CAPITALS, SMALLS] = [0xffff, ~0xffff]
const GO_ON = Int32Array.from(BASE32, (digit, unit) => {
  const character = String.fromCharCode(unit)
  if (digit === 0) return 0
  return (
    (character === character.toUpperCase() ? CAPITALS : 0) |
    (character === character.toLowerCase() ? SMALLS : 0)
  )
})
const ADDS = GO_ON.map((mask) => mask & 0x10001)

/** Of base32, in letters of one case, perhaps in groups, for the shortest text that counts (disguise.ts). */
const LEAST_BASE32 = 20
/** In each of the two counters, the bit that is set once so many have been added. */
const ENOUGH = 0x80008000
const UP_TO_ENOUGH = (0x8000 - LEAST_BASE32) * 0x10001

export interface Look {
  /** Digits of base64url. */
  readonly count: number
  readonly hexes: number
  /** Whether there is a hyphen or an underscore. */
  readonly isJoined: boolean
  /** Whether there are enough digits of base32 in letters of one case, with at most one separator between two of them. */
  readonly isBase32: boolean
}

/** Puts the values of the digits of base64url into `target`, and sees what else they may be. It runs for every id. */
export function lookAt(value: string, target: Uint8Array): Look {
  let count = 0
  let hexes = 0
  let all = 0
  let before = 0
  let runs = 0
  let longest = 0
  // Without branches, as no processor can foretell the characters of an id.
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i)
    const isAscii = unit < 128
    const kind = isAscii ? (CHARACTERS[unit] as number) : 0
    target[count] = kind & 0x3f
    count += (kind >> 6) & 1
    hexes += (kind >> 7) & 1
    const isBetween = ((kind & ~before) >> 8) & 1
    runs = isAscii ? (runs + (ADDS[unit] as number)) & ((GO_ON[unit] as number) | -isBetween) : 0
    longest |= runs + UP_TO_ENOUGH
    all |= kind
    before = kind
  }
  return { count, hexes, isJoined: (all & JOINS) !== 0, isBase32: (longest & ENOUGH) !== 0 }
}

/** Puts the values of the digits of a string into `target`; other characters between them are left out. @returns how many */
export function digitsIn(value: string, table: Uint8Array, target: Uint8Array): number {
  let count = 0
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i)
    const digit = unit < 128 ? (table[unit] as number) : 0
    target[count] = digit & ~DIGIT
    count += digit >> 6
  }
  return count
}

/**
 * Puts the bytes of digits, from the `start`th on, into `target`, and behind them the bits that are left.
 * @returns how many bytes
 */
export function decode(
  digits: Uint8Array,
  start: number,
  count: number,
  bits: number,
  target: Uint8Array,
): number {
  let length = 0
  let at = start
  // Nearly all are base64: four of its digits at a time.
  for (; bits === 6 && at + 4 <= count; at += 4, length += 3) {
    const group =
      ((digits[at] as number) << 18) |
      ((digits[at + 1] as number) << 12) |
      ((digits[at + 2] as number) << 6) |
      (digits[at + 3] as number)
    target[length] = group >> 16
    target[length + 1] = group >> 8
    target[length + 2] = group
  }
  let pending = 0
  let filled = 0
  for (; at < count; at++) {
    pending = ((pending << bits) | (digits[at] as number)) & 0xffff
    filled += bits
    if (filled >= 8) {
      filled -= 8
      target[length++] = pending >> filled
    }
  }
  target[length] = pending << (8 - filled)
  return length
}
