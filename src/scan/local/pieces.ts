/**
 * Base64 and hex in pieces: lines of any length, groups, strings that code joins, "part 2 is ...". A piece goes on with the text
 * of the one before, wherever it was cut, or it is none; what stands between them is passed over. Linear in the text.
 */

import { goesOn, type Payload, textOf } from './payload.ts'
import { findStretch, KIND, kindTable, stretchEnd } from './stretch.ts'

/** Values of the digits, plus one; 0 for what is none. */
interface Digits {
  readonly disguise: 'base64' | 'hex'
  readonly bits: 4 | 6
  readonly values: Uint8Array
}

function digits(disguise: Digits['disguise'], bits: Digits['bits'], members: readonly string[]): Digits {
  const values = new Uint8Array(0x10000)
  for (const alphabet of members)
    for (let i = 0; i < alphabet.length; i++) values[alphabet.charCodeAt(i)] = i + 1
  return { disguise, bits, values }
}
const BASE64_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const BASE64 = digits('base64', 6, [BASE64_ALPHABET])
const HEX = digits('hex', 4, ['0123456789abcdef', '0123456789ABCDEF'])

/** Two pieces or more, and so many bytes; as many as that at most. */
const [LEAST_PIECES, LEAST_BYTES, MOST_BYTES] = [2, 12, 65_536]
/** Pieces further apart do not belong together, in characters. */
const FARTHEST = 240
const LEAST_HEX = 8
const LEAST_BASE64 = 3
const [SMALL, CAPITAL, MARK] = [1, 2, 3] as const
const CASES = new Uint8Array(0x10000)
for (const digit of BASE64_ALPHABET)
  CASES[digit.charCodeAt(0)] = /[a-z0-9]/.test(digit) ? SMALL : /[A-Z]/.test(digit) ? CAPITAL : MARK
const EQUALS = 0x3d

const NO_BYTES = new Uint8Array(0)

/** A text that goes on from piece to piece. */
class Message {
  readonly #digits: Digits
  readonly #found: Payload[]
  #bytes = NO_BYTES
  #size = 0
  #pieces = 0
  /** Bits that make no byte yet, and bytes that the last character lacks. */
  #held = 0
  #holding = 0
  #following = 0
  #start = 0
  /** Where the last piece ends; -1 before the first one. */
  end = -1

  constructor(digits: Digits, found: Payload[]) {
    this.#digits = digits
    this.#found = found
  }

  /** Takes a piece when it goes on with text. */
  add(text: string, start: number, end: number): boolean {
    const { bits, values } = this.#digits
    let held = this.#held
    let holding = this.#holding
    let following = this.#following
    let size = this.#size
    for (let i = start; i < end; i++) {
      held = ((held << bits) | (values[text.charCodeAt(i)]! - 1)) & 0xffff
      holding += bits
      if (holding < 8) continue
      holding -= 8
      const byte = (held >> holding) & 0xff
      following = goesOn(following, byte)
      if (following < 0 || size === MOST_BYTES) return false
      if (size === this.#bytes.length) this.#grow()
      this.#bytes[size++] = byte
    }
    if (this.#pieces++ === 0) this.#start = start
    this.end = end
    this.#held = held
    this.#holding = holding
    this.#following = following
    this.#size = size
    return true
  }

  close(): void {
    const { disguise } = this.#digits
    if (this.#pieces >= LEAST_PIECES && this.#size >= LEAST_BYTES) {
      const message = textOf(this.#bytes.subarray(0, this.#size - (this.#following > 0 ? 1 : 0)))
      if (message !== undefined)
        this.#found.push({ text: message, start: this.#start, end: this.end, disguise })
    }
    this.#held = this.#holding = this.#following = this.#size = this.#pieces = 0
    this.end = -1
  }

  #grow(): void {
    const larger = new Uint8Array(Math.max(64, this.#bytes.length * 4))
    larger.set(this.#bytes)
    this.#bytes = larger
  }
}

export const decodePieces = (text: string): Payload[] => {
  const found: Payload[] = []
  base64Pieces(text, new Message(BASE64, found))
  hexPieces(text, new Message(HEX, found))
  return found
}

function base64Pieces(text: string, message: Message): void {
  for (let end = 0; ; ) {
    let start = mixedFrom(text, end)
    if (start < 0) break
    end = start + 2
    while (start > 0 && CASES[text.charCodeAt(start - 1)] !== 0) start--
    while (end < text.length && CASES[text.charCodeAt(end)] !== 0) end++
    if (end - start >= LEAST_BASE64) piece(start, end)
  }
  if (message.end >= 0) plainPieces(message.end, Math.min(text.length, message.end + FARTHEST))
  message.close()

  function piece(start: number, end: number): void {
    if (message.end >= 0) {
      if (start - message.end > FARTHEST) message.close()
      else plainPieces(message.end, start)
    }
    if (!message.add(text, start, end)) {
      if (message.end < 0) return
      message.close()
      message.add(text, start, end)
    }
    if (text.charCodeAt(end) === EQUALS) message.close()
  }

  /** Pieces that look like words go on with a message where white space alone stands between. */
  function plainPieces(from: number, to: number): void {
    for (let at = from; at < to; ) {
      while (at < to && text.charCodeAt(at) <= 0x20) at++
      const start = at
      while (at < to && CASES[text.charCodeAt(at)] !== 0) at++
      if (at === start || !message.add(text, start, at)) return
    }
  }
}

/** Where a capital stands behind another one, a small letter or a digit, from a place between words on: as words are not written. -1 for nowhere. */
function mixedFrom(text: string, from: number): number {
  let last: number = MARK
  for (let at = from; at < text.length; at++) {
    const here = CASES[text.charCodeAt(at)]!
    if (here === CAPITAL && (last === SMALL || last === CAPITAL)) return at - 1
    last = here
  }
  return -1
}

function hexPieces(text: string, message: Message): void {
  const isPart = (at: number) => (kindTable[text.charCodeAt(at)]! & KIND.base64) !== 0
  for (let from = findStretch(text, KIND.hex, LEAST_HEX, 0); from >= 0; ) {
    const end = stretchEnd(text, KIND.hex, from + LEAST_HEX)
    const start = from
    from = findStretch(text, KIND.hex, LEAST_HEX, end)
    // Of a longer name, a number or an id.
    if (isPart(end) || (start > 0 && isPart(start - 1) && text.charCodeAt(start - 1) !== EQUALS)) continue
    if (message.end >= 0 && start - message.end > FARTHEST) message.close()
    if (!message.add(text, start, end) && message.end >= 0) {
      message.close()
      message.add(text, start, end)
    }
  }
  message.close()
}
