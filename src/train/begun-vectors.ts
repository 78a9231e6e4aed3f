/**
 * The vectors of English words with which learning begins: words in like company have like ones (GloVe; see
 * src/scan/local/model/README.md). Learning changes them, and what scans use is in the weights.
 */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { aligned } from '../scan/local/embedded.ts'
import { type Vectors, vectors } from '../scan/local/model/vectors.ts'

export interface BegunVectors extends Vectors {
  readonly dimensions: number
  /** Vector after vector, in units of `unit`. */
  readonly values: Int8Array
  readonly unit: number
}

/** Where they are. */
export const VECTORS = join(import.meta.dir, 'vectors.bin')

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

/** The stored form. */
export const storedVectors = (): Uint8Array => readFileSync(VECTORS)
let loaded: BegunVectors | undefined

/**
 * The stored vectors, of the words that the engine has.
 * @throws {Error} when they are others
 */
export function begunVectors(): BegunVectors {
  loaded ??= unpackVectors(storedVectors())
  return loaded
}

function unpackVectors(stored: Uint8Array): BegunVectors {
  const { buffer, byteOffset } = aligned(stored)
  const header = new DataView(buffer, byteOffset)
  const count = header.getUint32(0, true)
  const dimensions = header.getUint32(4, true)
  const hashes = new Int32Array(buffer, byteOffset + HEADER, count)
  const { ranks } = vectors()
  if (Buffer.compare(Buffer.from(hashes.slice().buffer), Buffer.from(ranks.hashes.slice().buffer)) !== 0)
    throw new Error('the vectors are of other words than the engine has: make both anew')
  return {
    count,
    dimensions,
    ranks,
    values: new Int8Array(buffer, byteOffset + HEADER + count * 4, count * dimensions),
    unit: header.getFloat32(8, true),
  }
}
