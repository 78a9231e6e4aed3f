/**
 * The learned half of the engine, as it is stored: a JSON header with the head and the scales, the vocabulary's
 * hashes, and the table of weights in 8 bits. Read at the first scan, so that start-up does not pay for it.
 */

import { Closer, type CloserPart, type CloserWeights, closerSizes } from '../closer.ts'
import { aligned, embedded } from '../embedded.ts'
import { TABLE_BITS } from '../features.ts'
import { HEAD_INPUTS, type Head } from '../score.ts'
import { buildVocabulary, type Vocabulary } from '../vocabulary.ts'
import { SCALES } from '../windows.ts'
import { vectors } from './vectors.ts'
import weightsPath from './weights.bin' with { type: 'file' }

export interface Model {
  /** Weights of the features, in units of `unit`. */
  readonly table: Int8Array
  readonly unit: number
  /** Added to the score of a window, per scale. */
  readonly bias: readonly number[]
  readonly head: Head
  /** Made when it is first asked for. */
  readonly closer: () => Closer
  readonly vocabulary: Vocabulary
  /** Fingerprint of the code and the examples that these weights were learned with (src/train/fingerprint.ts). */
  readonly features: string
}

interface Header {
  readonly unit: number
  readonly bias: readonly number[]
  readonly head: {
    readonly weights: readonly number[]
    readonly bias: number
    readonly anchors: readonly [number, number, number]
  }
  readonly words: number
  /** Dimensions of the vectors that the closer look was learned with, how many there are, and the unit of its own. */
  readonly dimensions: number
  readonly vectors: number
  readonly wordUnit: number
  readonly features: string
}

/** What is stored of a model. */
export interface Stored extends Omit<Header, 'words' | 'head' | 'vectors' | 'wordUnit'> {
  readonly head: Head
  /** With its words in 8 bits. */
  readonly closer: CloserWeights
  readonly words: Int32Array
  readonly table: Int8Array
}

/** Stored form: length of the header, header (padded to four bytes), words, the closer look's numbers (of 32 bits), its vectors, table. Numbers are little-endian. */
export function pack({ words, table, unit, bias, head, closer, dimensions, features }: Stored): Uint8Array {
  const header: Header = {
    unit,
    bias,
    head: { weights: [...head.weights], bias: head.bias, anchors: head.anchors },
    words: words.length,
    dimensions,
    vectors: closer.words.length / dimensions,
    wordUnit: closer.unit,
    features,
  }
  const json = JSON.stringify(header)
  const start = new TextEncoder().encode(json.padEnd(Math.ceil(json.length / 4) * 4))
  const parts = [
    start,
    words,
    ...Object.keys(closerSizes(dimensions)).map((part) => closer[part as CloserPart]),
    closer.words,
    table,
  ]
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 4))
  new DataView(bytes.buffer).setUint32(0, start.length, true)
  let at = 4
  for (const { buffer, byteOffset, byteLength } of parts) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at)
    at += byteLength
  }
  return bytes
}

/**
 * Reads the stored form.
 * @throws {Error} when it was made for other features or rules than this code has
 */
export function unpack(bytes: Uint8Array): Model {
  const { buffer, byteOffset, byteLength } = aligned(bytes)
  const start = byteOffset + 4
  const length = new DataView(buffer, byteOffset).getUint32(0, true)
  const header: Header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, start, length)))
  const words = new Int32Array(buffer, start + length, header.words)
  let at = words.byteOffset + words.byteLength
  const closerPart = (part: CloserPart): Float32Array => {
    const values = new Float32Array(buffer, at, closerSizes(header.dimensions)[part])
    at += values.byteLength
    return values
  }
  const closer: CloserWeights = {
    filters: closerPart('filters'),
    filterBias: closerPart('filterBias'),
    learned: closerPart('learned'),
    hidden: closerPart('hidden'),
    hiddenBias: closerPart('hiddenBias'),
    out: closerPart('out'),
    outBias: closerPart('outBias'),
    words: new Int8Array(buffer, at, header.vectors * header.dimensions),
    unit: header.wordUnit,
  }
  at += closer.words.byteLength
  const table = new Int8Array(buffer, at, byteOffset + byteLength - at)
  let made: Closer | undefined
  if (
    table.length !== 1 << TABLE_BITS ||
    header.head.weights.length !== HEAD_INPUTS ||
    header.bias.length !== SCALES.length
  )
    throw new Error('the stored weights belong to another version of the engine: train again')
  return {
    table,
    unit: header.unit,
    bias: header.bias,
    head: { ...header.head, weights: Float64Array.from(header.head.weights) },
    closer: () => {
      made ??= new Closer(closer, vectors())
      return made
    },
    vocabulary: buildVocabulary(words),
    features: header.features,
  }
}

/** The stored model in this executable. */
export const weights = embedded(weightsPath)
let loaded: Model | undefined

/** The model in this executable. */
export function model(): Model {
  loaded ??= unpack(weights())
  return loaded
}
