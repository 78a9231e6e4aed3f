/**
 * How many strings a JSON text has. This is half of the search for duplicate keys (json.ts), it runs over every byte
 * of every request, and so it is built for speed: quotes are counted, the escaped ones subtracted.
 */

const QUOTE = 0x22
const BACKSLASH = '\\'
const FOUR_QUOTES = 0x22222222
const LOW_BITS = 0x7f7f7f7f
const ONES = 0x01010101
/** A byte can count no further. */
const BLOCK = 255

/**
 * String tokens of a text that `JSON.parse` accepts.
 * @param bytes the same text in UTF-8
 */
export const countStringTokens = (text: string, bytes: Uint8Array): number =>
  (countQuotes(bytes) - countEscapedQuotes(text)) / 2

/**
 * Four bytes at a time, without a branch: XORed with quotes, a byte that was one is zero; its high bit becomes a one
 * in that byte of `counts`.
 */
function countQuotes(bytes: Uint8Array): number {
  const head = Math.min(-bytes.byteOffset & 3, bytes.length)
  const words = new Int32Array(bytes.buffer, bytes.byteOffset + head, (bytes.length - head) >> 2)
  let count = 0
  for (let i = 0; i < words.length; ) {
    const end = Math.min(words.length, i + BLOCK)
    let counts = 0
    for (; i < end; i++) {
      const word = (words[i] as number) ^ FOUR_QUOTES
      counts = (counts + ((~(((word & LOW_BITS) + LOW_BITS) | word) >>> 7) & ONES)) | 0
    }
    count += (counts & 255) + ((counts >>> 8) & 255) + ((counts >>> 16) & 255) + (counts >>> 24)
  }
  for (let i = 0; i < head; i++) if (bytes[i] === QUOTE) count++
  for (let i = head + words.byteLength; i < bytes.length; i++) if (bytes[i] === QUOTE) count++
  return count
}

/** A backslash escapes the character after it, whatever it is. */
function countEscapedQuotes(text: string): number {
  let count = 0
  for (let i = text.indexOf(BACKSLASH); i !== -1; i = text.indexOf(BACKSLASH, i + 2)) {
    if (text.charCodeAt(i + 1) === QUOTE) count++
  }
  return count
}
