/**
 * The learned half of the engine, as it is stored: a JSON header with the head and the scales, the vocabulary's
 * hashes, and the table of weights in 8 bits. Read at the first scan, so that start-up does not pay for it.
 */

import { aligned, embedded } from '../embedded.ts'
import { TABLE_BITS } from '../features.ts'
import { HEAD_INPUTS, type Head } from '../score.ts'
import { buildVocabulary, type Vocabulary } from '../vocabulary.ts'
import { SCALES } from '../windows.ts'
import weightsPath from './weights.bin' with { type: 'file' }

export interface Model {
  /** Weights of the features, in units of `unit`. */
  readonly table: Int8Array
  readonly unit: number
  /** Added to the score of a window, per scale. */
  readonly bias: readonly number[]
  readonly head: Head
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
  readonly features: string
}

/** What is stored of a model. */
export interface Stored extends Omit<Header, 'words' | 'head'> {
  readonly head: Head
  readonly words: Int32Array
  readonly table: Int8Array
}

/** Stored form: length of the header, header (padded to four bytes), words, table. Numbers are little-endian. */
export function pack({ words, table, unit, bias, head, features }: Stored): Uint8Array {
  const header: Header = {
    unit,
    bias,
    head: { weights: [...head.weights], bias: head.bias, anchors: head.anchors },
    words: words.length,
    features,
  }
  const json = JSON.stringify(header)
  const start = new TextEncoder().encode(json.padEnd(Math.ceil(json.length / 4) * 4))
  const bytes = new Uint8Array(4 + start.length + words.byteLength + table.length)
  new DataView(bytes.buffer).setUint32(0, start.length, true)
  bytes.set(start, 4)
  bytes.set(new Uint8Array(words.buffer, words.byteOffset, words.byteLength), 4 + start.length)
  bytes.set(new Uint8Array(table.buffer, table.byteOffset, table.length), 4 + start.length + words.byteLength)
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
  const table = new Int8Array(
    buffer,
    words.byteOffset + words.byteLength,
    byteLength - 4 - length - words.byteLength,
  )
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
