/** The slopes of an answer, back to the vector and the filter that it is the product of, four numbers at a time: half of all learning. */

import {
  add,
  type Body,
  bytesAt,
  type Code,
  compile,
  constant,
  get,
  LANES,
  numberAt,
  PAGE,
  plusNumbers,
  productsOfNumbers,
  set,
  spreadNumber,
  store,
} from '../wasm.ts'

/** Bytes of a number. */
const SIZE = 4

export interface Slopes {
  /** Vector after vector, and what is added up for each. */
  readonly vectors: Float32Array
  readonly ofVectors: Float32Array
  /** The same of filters. */
  readonly filters: Float32Array
  readonly ofFilters: Float32Array
  /** Adds the slope of the product of a vector and a filter to those of both. */
  add(vector: number, filter: number, slope: number): void
}

/** @param dimensions numbers of a vector, and of a filter; a multiple of four */
export function createSlopes(dimensions: number, vectors: number, filters: number): Slopes {
  const stride = dimensions * SIZE
  const vectorsAt = LANES
  const ofVectorsAt = vectorsAt + vectors * stride
  const filtersAt = ofVectorsAt + vectors * stride
  const ofFiltersAt = filtersAt + filters * stride
  const { memory, run } = compile(
    Math.ceil((ofFiltersAt + filters * stride) / PAGE),
    back(stride, ofVectorsAt - vectorsAt, ofFiltersAt - filtersAt),
  )
  const numbers = (at: number, count: number) => new Float32Array(memory.buffer, at, count * dimensions)
  const slopeOf = new Float32Array(memory.buffer, 0, 1)
  return {
    vectors: numbers(vectorsAt, vectors),
    ofVectors: numbers(ofVectorsAt, vectors),
    filters: numbers(filtersAt, filters),
    ofFilters: numbers(ofFiltersAt, filters),
    add(vector, filter, slope) {
      slopeOf[0] = slope
      run(vectorsAt + vector * stride, filtersAt + filter * stride)
    },
  }
}

/** @param toVectors how far behind a vector its slopes are; @param toFilters the same of a filter */
function back(stride: number, toVectors: number, toFilters: number): Body {
  const [VECTOR, FILTER, OF_VECTOR, OF_FILTER, SLOPE] = [0, 1, 2, 3, 4]
  const plusSlope = (to: number, of: number, at: number): Code =>
    store(get(to), at, plusNumbers(bytesAt(get(to), at), productsOfNumbers(get(SLOPE), bytesAt(get(of), at))))
  const code: Code = [
    ...set(SLOPE, spreadNumber(numberAt(constant(0)))),
    ...set(OF_VECTOR, add(get(VECTOR), constant(toVectors))),
    ...set(OF_FILTER, add(get(FILTER), constant(toFilters))),
    ...Array.from({ length: stride / LANES }, (_, i) => [
      ...plusSlope(OF_VECTOR, FILTER, i * LANES),
      ...plusSlope(OF_FILTER, VECTOR, i * LANES),
    ]).flat(),
    ...constant(0),
  ]
  return { parameters: 2, integers: 2, vectors: 1, code }
}
