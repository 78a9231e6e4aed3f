/** Stretches of text among bytes that are no text: well-formed UTF-8 without control characters. */

/** What a byte is in UTF-8: 0 in no text, 1 ASCII, 2 a continuation, 3 to 5 the first one of two to four. */
export const KINDS = new Uint8Array(256)
KINDS.fill(1, 0x20, 0x7f)
for (const space of [0x09, 0x0a, 0x0d]) KINDS[space] = 1
KINDS.fill(2, 0x80, 0xc0)
KINDS.fill(3, 0xc2, 0xe0)
KINDS.fill(4, 0xe0, 0xf0)
KINDS.fill(5, 0xf0, 0xf5)

/** Which kind may follow which: a continuation a first byte or another one, and nothing else a first byte. */
const FOLLOWS = new Uint8Array(6 * 8)
for (let before = 1; before < 6; before++) {
  for (let kind = 1; kind < 6; kind++)
    if (kind === 2 ? before !== 1 : before <= 2) FOLLOWS[before * 8 + kind] = 1
}

const NONE: readonly string[] = []

/** Every stretch of text. What is too short is skipped from its end, so that not every byte of noise is looked at. */
export function stretchesOf(bytes: Uint8Array, length: number, shortest: number): readonly string[] {
  let stretches: string[] | undefined
  let at = 0
  /** From `at` up to it each byte may follow the one before it. */
  let seen = 0
  while (at + shortest <= length) {
    const broken = lastBreak(bytes, Math.max(at, seen), at + shortest, at)
    seen = at + shortest
    if (broken !== -1) {
      at = broken
      continue
    }
    // The end of a character that has been cut off.
    while (at < length && KINDS[bytes[at] as number] === 2) at++
    const end = endOfText(bytes, at, length)
    if (end - at >= shortest) {
      stretches ??= []
      stretches.push(Buffer.from(bytes.subarray(at, end)).toString())
    }
    at = Math.max(end, at + 1)
  }
  return stretches ?? NONE
}

/** @returns the last offset before `to` and not before `from` at which a text that contains `at` cannot go on; or -1 */
function lastBreak(bytes: Uint8Array, from: number, to: number, at: number): number {
  let kind = KINDS[bytes[to - 1] as number] as number
  for (let i = to - 1; i >= from; i--) {
    if (kind === 0) return i + 1
    if (i === at) return -1
    const before = KINDS[bytes[i - 1] as number] as number
    if (FOLLOWS[before * 8 + kind] === 0 && before !== 0) return i
    kind = before
  }
  return -1
}

/** @returns the offset behind the last character that is well-formed, from `at` on */
function endOfText(bytes: Uint8Array, at: number, length: number): number {
  for (let end = at; ; ) {
    const next = endOfCharacter(bytes, end, length)
    if (next === end) return end
    end = next
  }
}

/** @returns the offset behind the character at `at`; `at` itself for what is none, or a control character */
export function endOfCharacter(bytes: Uint8Array, at: number, length: number): number {
  const kind = at < length ? (KINDS[bytes[at] as number] as number) : 0
  if (kind === 0 || kind === 2) return at
  const next = at + (kind < 3 ? 1 : kind - 1)
  for (let i = at + 1; i < next; i++) if (i >= length || KINDS[bytes[i] as number] !== 2) return at
  return next
}
