import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { type Line, mapInOrder, readLines } from '../../src/commands/lines.ts'

describe('readLines', () => {
  test('lines do not depend on how the bytes were cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', ''))),
        fc.boolean(),
        fc.infiniteStream(fc.integer({ min: 1, max: 9 })),
        async (lines, closed, sizes) => {
          // A last line without an end is a line, unless it is empty.
          const text = lines.map((line) => `${line}\n`).join('') + (closed ? '' : 'last')
          const expected = closed ? lines : [...lines, 'last']
          expect(await collect(readLines(cut(Buffer.from(text), sizes), 10_000))).toEqual(
            expected.map((line) => ({ text: withoutMark(line) })),
          )
        },
      ),
    )
  })

  test('a line that is too long is skipped to its end, whatever its length', async () => {
    const text = `${'a'.repeat(100)}\n${'b'.repeat(10)}\n${'c'.repeat(11)}\n${'d'.repeat(1000)}`
    const tooLong = { problem: 'longer than 10 bytes' }
    expect(await collect(readLines(cut(Buffer.from(text), cycle(7)), 10))).toEqual([
      tooLong,
      { text: 'b'.repeat(10) },
      tooLong,
      tooLong,
    ])
  })
})

describe('mapInOrder', () => {
  test('results keep the order of the items, whichever is done first', async () => {
    const release = [2, 0, 1].map(() => Promise.withResolvers<void>())
    const results: number[] = []
    const done = (async () => {
      for await (const result of mapInOrder(items([0, 1, 2]), 3, async (item) => {
        await release[item]?.promise
        return item
      })) {
        results.push(result)
      }
    })()
    for (const index of [2, 0, 1]) release[index]?.resolve()
    await done
    expect(results).toEqual([0, 1, 2])
  })

  test('never more than the limit under way', async () => {
    let underWay = 0
    let most = 0
    const results = await collect(
      mapInOrder(items(Array.from({ length: 50 }, (_, index) => index)), 4, async (item) => {
        most = Math.max(most, ++underWay)
        await Promise.resolve()
        underWay--
        return item
      }),
    )
    expect(results).toHaveLength(50)
    expect(most).toBeLessThanOrEqual(4)
  })

  test('a failure is thrown in its turn', async () => {
    const results: number[] = []
    const run = async () => {
      for await (const result of mapInOrder(items([0, 1, 2]), 3, async (item) => {
        if (item === 1) throw new Error('item 1')
        return item
      })) {
        results.push(result)
      }
    }
    await expect(run()).rejects.toThrow('item 1')
    expect(results).toEqual([0])
  })
})

async function* items<T>(values: readonly T[]): AsyncGenerator<T> {
  yield* values
}

async function* cut(bytes: Uint8Array, sizes: Iterable<number>): AsyncGenerator<Uint8Array> {
  let start = 0
  for (const size of sizes) {
    if (start >= bytes.length) return
    yield bytes.subarray(start, start + size)
    start += size
  }
}

function* cycle(size: number): Generator<number> {
  for (;;) yield size
}

/** A byte order mark at the start of a line is not part of its text. */
const withoutMark = (line: string): string => line.replace(/^\uFEFF/, '')

async function collect<T extends Line | number>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of source) all.push(item)
  return all
}
