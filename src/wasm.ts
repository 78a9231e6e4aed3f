/**
 * Words to write a function of WebAssembly in, which looks at sixteen bytes at a time where JavaScript looks at one.
 * https://webassembly.github.io/spec/core/binary/
 */

/** Bytes of a vector. */
export const LANES = 16
/** Bytes of memory. */
export const PAGE = 65_536

/** An expression, or statements. */
export type Code = readonly number[]

/** https://en.wikipedia.org/wiki/LEB128 */
const signed = (value: number): Code =>
  value >= -0x40 && value < 0x40 ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)]
const unsigned = (value: number): Code =>
  value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)]

const of1 =
  (...opcode: number[]) =>
  (a: Code): Code => [...a, ...opcode]
const of2 =
  (...opcode: number[]) =>
  (a: Code, b: Code): Code => [...a, ...b, ...opcode]

export const get = (local: number): Code => [0x20, local]
export const set = (local: number, value: Code): Code => [...value, 0x21, local]
export const constant = (value: number): Code => [0x41, ...signed(value)]
/** Ends the function. */
export const give = (value: Code): Code => [...value, 0x0f]

// Integers
export const add = of2(0x6a)
export const minus = of2(0x6b)
export const and = of2(0x71)
export const or = of2(0x72)
export const left = of2(0x74)
export const right = of2(0x76)
export const times = of2(0x6c)
export const equal = of2(0x46)
export const isLess = of2(0x49)
export const isNot = of1(0x45)
export const onesIn = of1(0x69)
export const zerosBelow = of1(0x68)
/** @param condition where it is zero, `b` */
export const select = (a: Code, b: Code, condition: Code): Code => [...a, ...b, ...condition, 0x1b]
/** The byte at an address, and so many behind it. */
export const byteAt = (address: Code, offset = 0): Code => [...address, 0x2d, 0, ...unsigned(offset)]
/** The two bytes at an address, and the four; the first one lowest. */
export const pairAt = (address: Code, offset = 0): Code => [...address, 0x2f, 0, ...unsigned(offset)]
export const wordAt = (address: Code, offset = 0): Code => [...address, 0x28, 0, ...unsigned(offset)]

// Integers of 64 bits
export const constant64 = (value: number): Code => [0x42, ...signed(value)]
export const add64 = of2(0x7c)
export const minus64 = of2(0x7d)
export const and64 = of2(0x83)
export const or64 = of2(0x84)
export const xor64 = of2(0x85)
export const not64 = (a: Code): Code => [...a, ...constant64(-1), 0x85]
export const left64 = (a: Code, places: number): Code => [...a, ...constant64(places), 0x86]
export const right64 = (a: Code, places: number): Code => [...a, ...constant64(places), 0x88]
export const rightBy64 = (a: Code, places: Code): Code => [...a, ...places, 0xad, 0x88]
export const isZero64 = of1(0x50)
export const zerosBelow64 = (a: Code): Code => to32([...a, 0x7a])
export const onesIn64 = (a: Code): Code => to32([...a, 0x7b])
/** The bits of an integer of 32, so many places higher. */
export const moved64 = (a: Code, places: Code): Code => [...a, 0xad, ...places, 0xad, 0x86]
const to32 = of1(0xa7)

// Vectors
export const vector = (bytes: Code): Code => [0xfd, 0x0c, ...bytes]
/** The same byte everywhere. */
export const all = (byte: number): Code => vector(Array(LANES).fill(byte))
/** The bytes at an address, and so many behind it. */
export const bytesAt = (address: Code, offset = 0): Code => [...address, 0xfd, 0x00, 0, ...unsigned(offset)]
export const store = (address: Code, offset: number, bytes: Code): Code => [
  ...[...address, ...bytes, 0xfd, 0x0b, 0, ...unsigned(offset)],
]
export const both = of2(0xfd, 0x4e)
export const either = of2(0xfd, 0x50)
export const differing = of2(0xfd, 0x51)
export const same = of2(0xfd, 0x23)
export const below = of2(0xfd, 0x26)
export const less = of2(0xfd, 0x71)
/** Not below zero. */
export const lessUpTo = of2(0xfd, 0x73)
export const spread = of1(0xfd, 0x0f)
export const plus = of2(0xfd, 0x6e)
/** Of eight integers of two bytes. */
export const leftPairs = of2(0xfd, 0x8b, 0x01)
export const rightPairs = of2(0xfd, 0x8d, 0x01)
/** Of the same: the sum of the products of each two. */
export const productsOfPairs = of2(0xfd, 0xba, 0x01)
/** Bits of `b` where `mask` has none. */
export const mix = (a: Code, b: Code, mask: Code): Code => [...a, ...b, ...mask, 0xfd, 0x52]
/** The bytes of a table of LANES that others name; zero where they name none. */
export const lookUp = of2(0xfd, 0x0e)
export const isAny = of1(0xfd, 0x53)
/** The highest bit of each. */
export const bitsOf = of1(0xfd, 0x64)

// Numbers of 32 bits, four of them in a vector
export const numberAt = (address: Code): Code => [...address, 0x2a, 2, 0]
export const spreadNumber = of1(0xfd, 0x13)
export const plusNumbers = of2(0xfd, 0xe4, 0x01)
export const productsOfNumbers = of2(0xfd, 0xe6, 0x01)

// Numbers of 64 bits, two of them in a vector
/** The two numbers of 32 bits at an address, and so many bytes behind it. */
export const doublesAt = (address: Code, offset = 0): Code => [
  ...[...address, 0xfd, 0x5d, 0, ...unsigned(offset)],
  ...[0xfd, 0x5f],
]
export const plusDoubles = of2(0xfd, 0xf0, 0x01)
/** The larger one of each two, `a` where neither is. */
export const largerDoubles = of2(0xfd, 0xf7, 0x01)

// Blocks; a branch names how many of those around it it leaves, or in case of a loop begins anew.
export const block = (...code: Code[]): Code => [0x02, 0x40, ...code.flat(), 0x0b]
export const loop = (...code: Code[]): Code => [0x03, 0x40, ...code.flat(), 0x0b]
export const when = (condition: Code, ...code: Code[]): Code => [
  ...condition,
  0x04,
  0x40,
  ...code.flat(),
  0x0b,
]
export const branch = (depth: number): Code => [0x0c, depth]
export const branchIf = (depth: number, condition: Code): Code => [...condition, 0x0d, depth]

const sized = (bytes: Code): Code => [...unsigned(bytes.length), ...bytes]
const section = (id: number, bytes: Code): Code => [id, ...sized(bytes)]

/** A function of integers that gives another one. */
export interface Body {
  /** How many; they are the first locals. */
  readonly parameters: number
  /** How many locals of that type there are behind them. */
  readonly integers: number
  /** How many behind those, and behind the long ones. */
  readonly vectors: number
  readonly code: Code
  /** How many of 64 bits there are between integers and vectors. */
  readonly longs?: number
}
type Run = (...of: number[]) => number
/** The letter a. */
const FIRST_NAME = 0x61

/** @param pages of its memory */
export function compile(pages: number, body: Body): { readonly memory: Uint8Array; readonly run: Run } {
  const { memory, runs } = compileAll(pages, [body])
  return { memory, run: runs[0]! }
}

/**
 * Functions that share their memory.
 * @param pages of it
 */
export function compileAll<const Bodies extends readonly Body[]>(
  pages: number,
  bodies: Bodies,
): { readonly memory: Uint8Array; readonly runs: { readonly [Number in keyof Bodies]: Run } } {
  const each = (of: (body: Body, number: number) => Code): Code => [bodies.length, ...bodies.flatMap(of)]
  const module = Uint8Array.of(
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(
      1,
      each(({ parameters }) => [0x60, parameters, ...Array(parameters).fill(0x7f), 1, 0x7f]),
    ), // their types
    ...section(
      3,
      each((_, number) => [number]),
    ), // functions, one of each type
    ...section(5, [1, 1, ...unsigned(pages), ...unsigned(pages)]), // memory that never grows
    // exports: memory m, functions a, b, ...
    ...section(7, [1 + bodies.length, 1, 0x6d, 2, 0, ...bodies.flatMap((_, i) => [1, FIRST_NAME + i, 0, i])]),
    ...section(
      10,
      each(({ integers, longs = 0, vectors, code }) =>
        sized([3, integers, 0x7f, longs, 0x7e, vectors, 0x7b, ...code, 0x0b]),
      ),
    ),
  )
  const { m, ...runs } = new WebAssembly.Instance(new WebAssembly.Module(module)).exports
  return {
    memory: new Uint8Array((m as WebAssembly.Memory).buffer),
    runs: Object.values(runs) as { [Number in keyof Bodies]: Run },
  }
}
