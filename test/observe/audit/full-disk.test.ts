/** A file that cannot be written: who is refused, what waits in memory, what is lost and said to be. */

import { afterAll, describe, expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { AuditUnavailable } from '../../../src/observe/audit/sink.ts'
import { rejection } from '../../support/client.ts'
import { mountSmallDisk } from '../../support/small-disk.ts'
import { give, linesOf, numbersOf, openSink, record, verify } from './audit-scene.ts'

const disk = await mountSmallDisk('1m')
afterAll(() => disk?.[Symbol.asyncDispose]())
const big = (n: number) => record(n).replace('}', `,"text":"${'x'.repeat(10_000)}"}`)
const until = async (condition: () => boolean) => {
  while (!condition()) await Bun.sleep(5)
}

describe.skipIf(!existsSync('/dev/full'))('/dev/full', () => {
  test('"block": refused at once, reported once', async () => {
    const { sink, logged } = await openSink('/dev/full', { onError: 'block', fsync: 'always', closeMs: 100 })
    expect(await rejection(sink.record(record(1)) ?? Promise.resolve())).toBeInstanceOf(AuditUnavailable)
    expect(await rejection(sink.record(record(2)) ?? Promise.resolve())).toBeInstanceOf(AuditUnavailable)
    expect([sink.writable(), sink.pending()]).toEqual([false, 2])
    expect(logged.map((line) => JSON.parse(line))).toMatchObject([
      { level: 'error', path: '/dev/full', reason: 'Error ENOSPC' },
    ])
    await sink.close()
    expect(sink.dropped()).toBe(3)
  }, 10_000)

  test('"allow": nobody waits, memory is bounded, the rest is counted', async () => {
    const { sink, logged } = await openSink('/dev/full', {
      maxPendingChars: 50_000,
      fsync: 'always',
      closeMs: 100,
    })
    expect(await sink.record(record(0))).toBeUndefined()
    await until(() => logged.length > 0)
    for (let n = 1; n < 10; n++) expect(sink.record(big(n)) === undefined).toBe(true)
    expect([sink.pending(), sink.dropped()]).toEqual([5, 5])
    await sink.close()
  }, 10_000)
})

describe.skipIf(!disk)('a disk that is full for a while', () => {
  const path = (name: string) => join(disk?.folder ?? '', name)

  test('"block": refuses until there is room; the chain is whole, nothing is there twice', async () => {
    const { sink, logged } = await openSink(path('block'), { onError: 'block', fsync: 'always' })
    await sink.record(record(0))
    await disk?.fill()
    const refused: number[] = []
    for (let n = 1; n <= 5; n++) {
      if ((await rejection(sink.record(big(n)) ?? Promise.resolve())) !== undefined) refused.push(n)
    }
    expect(refused).not.toBeEmpty()
    expect(sink.writable()).toBe(false)
    await disk?.free()
    await until(sink.writable)
    await sink.record(record(6))
    await sink.close()
    expect(numbersOf(await linesOf(path('block')))).toEqual([0, 1, 2, 3, 4, 5, 6])
    expect((await verify(path('block'))).problem).toBeUndefined()
    expect(logged.map((line) => JSON.parse(line).msg)).toEqual([
      'audit log not writable',
      'audit log writable again',
    ])
  }, 10_000)

  test('"allow": what was lost is said in the log itself', async () => {
    const { sink, logged } = await openSink(path('allow'), { maxPendingChars: 35_000 })
    await disk?.fill()
    for (let n = 0; n < 3; n++) give(sink, n)
    for (let n = 3; n < 10; n++) sink.record(big(n))?.catch(() => {})
    await until(() => logged.length > 0)
    expect(sink.dropped()).toBe(4)
    await disk?.free()
    await until(() => logged.length > 1)
    give(sink, 10)
    await sink.close()
    const lines = await linesOf(path('allow'))
    expect(numbersOf(lines)).toEqual([0, 1, 2, 3, 4, 5, 10])
    expect(lines.find(({ event }) => event === 'lost')).toMatchObject({ records: 4 })
    expect((await verify(path('allow'))).problem).toBeUndefined()
  }, 10_000)

  test('a rotation in the middle of a line leaves a piece that is declared', async () => {
    const { sink } = await openSink(path('turn'), { onError: 'block' })
    await sink.record(record(0))
    await disk?.fill()
    await rejection(sink.record(big(1)) ?? Promise.resolve())
    await rename(path('turn'), path('turn.1'))
    await disk?.free()
    sink.reopen()
    await until(sink.writable)
    await sink.record(record(2))
    await sink.close()
    expect(numbersOf(await linesOf(path('turn.1'), path('turn')))).toEqual([0, 1, 2])
    expect(await verify(path('turn.1'), path('turn'))).toMatchObject({ problem: undefined, torn: 1 })
  }, 10_000)
})
