/**
 * Products of a vector with a matrix, and the strongest sums of three of them, two or four numbers at a time where JavaScript
 * has one: what words answer to filters is nearly all that a closer look costs. The order of the sums is fixed, so every machine
 * computes the same numbers.
 */

import {
  add,
  type Body,
  branchIf,
  bytesAt,
  type Code,
  compileAll,
  constant,
  doublesAt,
  get,
  isLess,
  LANES,
  largerDoubles,
  loop,
  numberAt,
  PAGE,
  plusDoubles,
  plusNumbers,
  productsOfNumbers,
  set,
  spreadNumber,
  store,
  vector,
} from '../../wasm.ts'

/** Bytes of a number. */
const SIZE = 4
/** Vectors of outputs that are summed up together: as many as hide how long a sum takes. */
const TOGETHER = 8
/** Bytes of them. */
const STEP = TOGETHER * LANES
/** Products of which the strongest sum is looked for: of a word, the one before it and the one behind it. */
export const REACH = 3

const ZERO = vector(Array(LANES).fill(0))
/** Two numbers of 64 bits below all others. */
const LEAST = vector([0, 0, 0, 0, 0, 0, 0xf0, 0xff, 0, 0, 0, 0, 0, 0, 0xf0, 0xff])

export interface Projection {
  /** Numbers of the vector. */
  readonly input: Float32Array
  /** The matrix: per number of the vector its `width` weights. */
  readonly matrix: Float32Array
  /** Products, one after the other. */
  readonly output: Float32Array
  /** Writes the product of `input` and `matrix` to the place of that number in `output`. */
  run(place: number): void
  /** What words say, one after the other. */
  readonly said: Float32Array
  /** Makes the product at a place what a word says, or adds it to that. */
  take(place: number, word: number): void
  add(place: number, word: number): void
  /**
   * The strongest sums over the first words: of the first third of what the word before says, the second third of what the word
   * says, and the last one of what the word behind says. The numbers are not rounded, and valid until the next call.
   */
  strongest(words: number): Float64Array
}

/**
 * @param size numbers of the vector
 * @param width numbers of a product, a multiple of 96
 * @param places products that there is room for
 * @param words words that there is room for
 */
export function createProjection(size: number, width: number, places: number, words: number): Projection {
  const stride = width * SIZE
  const matrixAt = Math.ceil((size * SIZE) / LANES) * LANES
  const outputAt = matrixAt + size * stride
  const bestAt = outputAt + places * stride
  /** A word before the first and one behind the last say nothing. */
  const beforeAt = bestAt + (width / REACH) * 2 * SIZE
  const wordsAt = beforeAt + stride
  const {
    memory,
    runs: [run, take, plus, find],
  } = compileAll(Math.ceil((wordsAt + (words + 1) * stride) / PAGE), [
    product(size, stride, matrixAt),
    move(stride, (from) => from),
    move(stride, plusNumbers),
    strongest(stride, beforeAt, bestAt),
  ])
  const numbers = (at: number, count: number) => new Float32Array(memory.buffer, at, count)
  const said = numbers(wordsAt, (words + 1) * width)
  const best = new Float64Array(memory.buffer, bestAt, width / REACH)
  return {
    input: numbers(0, size),
    matrix: numbers(matrixAt, size * width),
    output: numbers(outputAt, places * width),
    said,
    run: (place) => void run(outputAt + place * stride),
    take: (place, word) => void take(outputAt + place * stride, wordsAt + word * stride),
    add: (place, word) => void plus(outputAt + place * stride, wordsAt + word * stride),
    strongest(count) {
      said.fill(0, count * width, (count + 1) * width)
      find(beforeAt + count * stride)
      return best
    },
  }
}

/** Writes the product of the vector at 0 and the matrix to an address. */
function product(size: number, stride: number, matrixAt: number): Body {
  const [OUT, AT, INPUT, ROW, VALUE, SUMS] = [0, 1, 2, 3, 4, 5]
  const sums = Array.from({ length: TOGETHER }, (_, i) => SUMS + i)
  const code: Code = [
    ...set(AT, constant(0)),
    ...loop(
      ...sums.map((local) => set(local, ZERO)),
      set(INPUT, constant(0)),
      set(ROW, add(get(AT), constant(matrixAt))),
      loop(
        set(VALUE, spreadNumber(numberAt(get(INPUT)))),
        ...sums.map((local, i) =>
          set(local, plusNumbers(get(local), productsOfNumbers(get(VALUE), bytesAt(get(ROW), i * LANES)))),
        ),
        set(ROW, add(get(ROW), constant(stride))),
        set(INPUT, add(get(INPUT), constant(SIZE))),
        branchIf(0, isLess(get(INPUT), constant(size * SIZE))),
      ),
      ...sums.map((local, i) => store(add(get(OUT), get(AT)), i * LANES, get(local))),
      set(AT, add(get(AT), constant(STEP))),
      branchIf(0, isLess(get(AT), constant(stride))),
    ),
    ...constant(0),
  ]
  return { parameters: 1, integers: 3, vectors: 1 + TOGETHER, code }
}

/** Writes what is made of the numbers at an address, and of those at another, to the latter. */
function move(stride: number, make: (from: Code, to: Code) => Code): Body {
  const [FROM, TO, END] = [0, 1, 2]
  const code: Code = [
    ...set(END, add(get(FROM), constant(stride))),
    ...loop(
      ...Array.from({ length: TOGETHER }, (_, i) =>
        store(get(TO), i * LANES, make(bytesAt(get(FROM), i * LANES), bytesAt(get(TO), i * LANES))),
      ),
      set(TO, add(get(TO), constant(STEP))),
      set(FROM, add(get(FROM), constant(STEP))),
      branchIf(0, isLess(get(FROM), get(END))),
    ),
    ...constant(0),
  ]
  return { parameters: 2, integers: 1, vectors: 0, code }
}

/** Sums of what stands from `beforeAt` on up to an address, and of the words behind each. */
function strongest(stride: number, beforeAt: number, bestAt: number): Body {
  const [END, AT, WORD, BEST] = [0, 1, 2, 3]
  const third = stride / REACH
  const best = Array.from({ length: TOGETHER }, (_, i) => BEST + i)
  /** Bytes of as many numbers of 32 bits. */
  const step = STEP / 2
  const code: Code = [
    ...set(AT, constant(0)),
    ...loop(
      ...best.map((local) => set(local, LEAST)),
      set(WORD, add(get(AT), constant(beforeAt))),
      loop(
        ...best.map((local, i) => {
          const [before, here, behind] = [0, 1, 2].map((k) =>
            doublesAt(get(WORD), k * (stride + third) + (i * LANES) / 2),
          ) as [Code, Code, Code]
          return set(local, largerDoubles(get(local), plusDoubles(plusDoubles(before, here), behind)))
        }),
        set(WORD, add(get(WORD), constant(stride))),
        branchIf(0, isLess(get(WORD), get(END))),
      ),
      ...best.map((local, i) => store(add(get(AT), get(AT)), bestAt + i * LANES, get(local))),
      set(AT, add(get(AT), constant(step))),
      branchIf(0, isLess(get(AT), constant(third))),
    ),
    ...constant(0),
  ]
  return { parameters: 1, integers: 2, vectors: TOGETHER, code }
}
