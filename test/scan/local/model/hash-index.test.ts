/** Hashes in the order of their buckets: every one is found where it stands, and no other. */

import { expect, test } from 'bun:test'
import { bucketOf, indexHashes, numberOf } from '../../../../src/scan/local/model/hash-index.ts'
import { random } from '../../../../src/train/learn.ts'

const next = random(5)
const anyHash = () => Math.floor(next() * 2 ** 32) | 0
const hashes = Int32Array.from({ length: 20_000 }, anyHash).sort((a, b) => bucketOf(a) - bucketOf(b))
const index = indexHashes(hashes)

test('each is found', () => {
  for (const [at, hash] of hashes.entries()) expect(hashes[numberOf(index, hash) - 1]).toBe(hashes[at]!)
})

test('another one is not, in a full bucket or an empty one', () => {
  const known = new Set(hashes)
  for (let i = 0; i < 20_000; i++) {
    const hash = anyHash()
    if (!known.has(hash)) expect(numberOf(index, hash)).toBe(0)
  }
})

test.each([0, -1, 2 ** 31 - 1])('of two that are the same the first counts: %p', (hash) => {
  expect(numberOf(indexHashes(Int32Array.of(hash, hash)), hash)).toBe(1)
})
