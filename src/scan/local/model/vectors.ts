/**
 * What English words mean, as vectors: words in like company have like ones (GloVe; see README.md). Learning begins with
 * them and changes them; what scans use is in the weights, and from here only which words there are.
 */

import { aligned, embedded } from '../embedded.ts'
import { buildVocabulary, type Vocabulary } from '../vocabulary.ts'
import vectorsPath from './vectors.bin' with { type: 'file' }

export interface Vectors {
  readonly count: number
  readonly dimensions: number
  /** A word's rank, from 1. */
  readonly ranks: Vocabulary
  /** Vector after vector, in units of `unit`. */
  readonly values: Int8Array
  readonly unit: number
}

/** Bytes before the words: their number, the dimensions, the unit. */
const HEADER = 12

/** Stored form: header, hashes of the words, vectors in 8 bits. Numbers are little-endian. */
export function packVectors(hashes: Int32Array, vectors: readonly Float64Array[]): Uint8Array {
  const dimensions = vectors[0]!.length
  const unit = vectors.reduce((most, vector) => Math.max(most, ...vector.map(Math.abs)), 0) / 127
  const bytes = new Uint8Array(HEADER + hashes.byteLength + vectors.length * dimensions)
  const header = new DataView(bytes.buffer)
  header.setUint32(0, hashes.length, true)
  header.setUint32(4, dimensions, true)
  header.setFloat32(8, unit, true)
  new Int32Array(bytes.buffer, HEADER, hashes.length).set(hashes)
  const values = new Int8Array(bytes.buffer, HEADER + hashes.byteLength)
  for (const [at, vector] of vectors.entries())
    values.set(
      vector.map((value) => Math.round(value / unit)),
      at * dimensions,
    )
  return bytes
}

function unpackVectors(stored: Uint8Array): Vectors {
  const { buffer, byteOffset } = aligned(stored)
  const header = new DataView(buffer, byteOffset)
  const count = header.getUint32(0, true)
  const dimensions = header.getUint32(4, true)
  return {
    count,
    dimensions,
    ranks: buildVocabulary(new Int32Array(buffer, byteOffset + HEADER, count)),
    values: new Int8Array(buffer, byteOffset + HEADER + count * 4, count * dimensions),
    unit: header.getFloat32(8, true),
  }
}

/** The stored vectors in this executable. */
export const storedVectors = embedded(vectorsPath)
let loaded: Vectors | undefined

/** The vectors in this executable. */
export function vectors(): Vectors {
  loaded ??= unpackVectors(storedVectors())
  return loaded
}
