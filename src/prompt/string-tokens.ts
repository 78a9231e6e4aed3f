/**
 * How many strings a JSON text has. This is half of the search for duplicate keys (json.ts), it runs over every byte
 * of every request, and so it is built for speed: quotes are counted, the escaped ones subtracted.
 */

const QUOTE = 0x22
const BACKSLASH = '\\'
const FOUR_QUOTES = 0x22222222
const LOW_BITS = 0x7f7f7f7f
const ONES = 0x01010101
/** Words, a multiple of four; a byte can count no further than 255. */
const BLOCK = 252

/**
 * String tokens of a text that `JSON.parse` accepts.
 * @param bytes the same text in UTF-8
 */
export const countStringTokens = (text: string, bytes: Uint8Array): number =>
  (countQuotes(bytes) - countEscapedQuotes(text)) / 2

/**
 * Four bytes at a time, without a branch: XORed with quotes, a byte that was one is zero; its high bit becomes a one
 * in that byte of `counts`. Four words in a turn, so that the processor has work to do in parallel.
 */
function countQuotes(bytes: Uint8Array): number {
  const head = -bytes.byteOffset & 3
  // Too short to reach a place where a word may begin.
  if (bytes.length <= head) return bytes.reduce((count, byte) => (byte === QUOTE ? count + 1 : count), 0)
  const words = new Int32Array(bytes.buffer, bytes.byteOffset + head, (bytes.length - head) >> 2)
  const whole = words.length & ~3
  let count = 0
  for (let i = 0; i < whole; ) {
    const end = Math.min(whole, i + BLOCK)
    let counts = 0
    for (; i < end; i += 4) {
      counts =
        (counts +
          (quotesOf(words[i] as number) +
            quotesOf(words[i + 1] as number) +
            (quotesOf(words[i + 2] as number) + quotesOf(words[i + 3] as number)))) |
        0
    }
    count += (counts & 255) + ((counts >>> 8) & 255) + ((counts >>> 16) & 255) + (counts >>> 24)
  }
  for (let i = 0; i < head; i++) if (bytes[i] === QUOTE) count++
  for (let i = head + 4 * whole; i < bytes.length; i++) if (bytes[i] === QUOTE) count++
  return count
}

/** A one in each byte that is a quote. */
function quotesOf(word: number): number {
  const bits = word ^ FOUR_QUOTES
  return (~(((bits & LOW_BITS) + LOW_BITS) | bits) >>> 7) & ONES
}

/** A backslash escapes the character after it, whatever it is. */
function countEscapedQuotes(text: string): number {
  let count = 0
  for (let i = text.indexOf(BACKSLASH); i !== -1; i = text.indexOf(BACKSLASH, i + 2)) {
    if (text.charCodeAt(i + 1) === QUOTE) count++
  }
  return count
}
