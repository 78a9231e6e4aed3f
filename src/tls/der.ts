/** DER (ITU-T X.690), as much of it as a certificate needs. */

const contents = (parts: readonly Uint8Array[]) => Buffer.concat(parts)

/** Definite lengths, 8.1.3. */
function lengthOf(bytes: number): Buffer {
  if (bytes < 0x80) return Buffer.from([bytes])
  const digits = Buffer.from(bytes.toString(16).padStart(bytes > 0xff ? 4 : 2, '0'), 'hex')
  return Buffer.concat([Buffer.from([0x80 | digits.length]), digits])
}

/** @param tag the identifier octet @param parts at most 65,535 bytes together */
export function element(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = contents(parts)
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content])
}

export const sequence = (...parts: readonly Uint8Array[]): Buffer => element(0x30, ...parts)
export const set = (...parts: readonly Uint8Array[]): Buffer => element(0x31, ...parts)
export const octets = (bytes: Uint8Array): Buffer => element(0x04, bytes)
export const utf8 = (text: string): Buffer => element(0x0c, Buffer.from(text))
export const TRUE = element(0x01, Buffer.from([0xff]))

/** A positive number, its bytes the most significant first. */
export function integer(bytes: Uint8Array): Buffer {
  const first = bytes[0] ?? 0
  return element(0x02, first & 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes)
}

/** @param unused bits at the end of the last byte */
export const bits = (bytes: Uint8Array, unused = 0): Buffer => element(0x03, Buffer.of(unused), bytes)

/** @param dotted e.g. `2.5.29.17` */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return element(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]))
}

function base128(value: number): number[] {
  const digits = [value & 0x7f]
  for (let left = value >>> 7; left > 0; left >>>= 7) digits.unshift((left & 0x7f) | 0x80)
  return digits
}

/** UTCTime until 2049, then GeneralizedTime (RFC 5280, 4.1.2.5). */
export function time(date: Date): Buffer {
  const text = date.toISOString().replace(/[-:T]|\.\d+/g, '')
  return date.getUTCFullYear() < 2050
    ? element(0x17, Buffer.from(text.slice(2)))
    : element(0x18, Buffer.from(text))
}
