/**
 * Products of a vector with a matrix, four numbers at a time where JavaScript has one: what words answer to filters is
 * nearly all that a closer look costs. The order of the sums is fixed, so every machine computes the same numbers.
 */

import {
  add,
  branchIf,
  bytesAt,
  type Code,
  compile,
  constant,
  get,
  isLess,
  LANES,
  loop,
  numberAt,
  PAGE,
  plusNumbers,
  productsOfNumbers,
  set,
  spreadNumber,
  store,
  vector,
} from '../../wasm.ts'

/** Bytes of a number. */
const SIZE = 4
/** Vectors of outputs that are summed up together. */
const TOGETHER = 4

// Locals: the parameter, integers, and vectors.
const [OUT, AT, INPUT, ROW, VALUE, SUMS] = [0, 1, 2, 3, 4, 5]
const ZERO = vector(Array(LANES).fill(0))

export interface Projection {
  /** Numbers of the vector. */
  readonly input: Float32Array
  /** The matrix: per number of the vector its `width` weights. */
  readonly matrix: Float32Array
  /** Products, one after the other. */
  readonly output: Float32Array
  /** Writes the product of `input` and `matrix` to the place of that number in `output`. */
  run(place: number): void
}

/**
 * @param size numbers of the vector
 * @param width numbers of a product, a multiple of 16
 * @param places products that there is room for
 */
export function createProjection(size: number, width: number, places: number): Projection {
  const step = TOGETHER * LANES
  const stride = width * SIZE
  const inputAt = 0
  const matrixAt = Math.ceil((size * SIZE) / LANES) * LANES
  const outputAt = matrixAt + size * stride
  const bytes = outputAt + places * stride
  const sums = Array.from({ length: TOGETHER }, (_, i) => SUMS! + i)
  const code: Code = [
    ...set(AT!, constant(0)),
    ...loop(
      ...sums.map((local) => set(local, ZERO)),
      set(INPUT!, constant(inputAt)),
      set(ROW!, add(get(AT!), constant(matrixAt))),
      loop(
        set(VALUE!, spreadNumber(numberAt(get(INPUT!)))),
        ...sums.map((local, i) =>
          set(local, plusNumbers(get(local), productsOfNumbers(get(VALUE!), bytesAt(get(ROW!), i * LANES)))),
        ),
        set(ROW!, add(get(ROW!), constant(stride))),
        set(INPUT!, add(get(INPUT!), constant(SIZE))),
        branchIf(0, isLess(get(INPUT!), constant(inputAt + size * SIZE))),
      ),
      ...sums.map((local, i) => store(add(get(OUT!), get(AT!)), i * LANES, get(local))),
      set(AT!, add(get(AT!), constant(step))),
      branchIf(0, isLess(get(AT!), constant(stride))),
    ),
    ...constant(0),
  ]
  const { memory, run } = compile(Math.ceil(bytes / PAGE), 1, 3, 1 + TOGETHER, code)
  const numbers = (at: number, count: number) => new Float32Array(memory.buffer, at, count)
  return {
    input: numbers(inputAt, size),
    matrix: numbers(matrixAt, size * width),
    output: numbers(outputAt, places * width),
    run: (place) => void run(outputAt + place * stride),
  }
}
