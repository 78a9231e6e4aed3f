/** The sink: lines in order and once, over restarts, rotations and truncation; who waits for what; what stdout gets. */

import { afterAll, describe, expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import {
  appendFile,
  mkdtemp,
  readFile,
  rename,
  rm,
  stat,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rejection } from '../../support/client.ts'
import { give, linesOf, numbersOf, openSink, record, verify } from './audit-scene.ts'

const folder = await mkdtemp(join(tmpdir(), 'lockllm-proxy-audit-'))
afterAll(() => rm(folder, { recursive: true, force: true }))
let files = 0
const fresh = () => join(folder, `audit-${++files}.jsonl`)
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index)

describe('the file', () => {
  test('has every record in order, between what says that it was opened and closed', async () => {
    const path = fresh()
    const { sink } = await openSink(path)
    for (const n of range(0, 5000)) expect(sink.record(record(n)) === undefined).toBe(true)
    await sink.close()
    const lines = await linesOf(path)
    expect(numbersOf(lines)).toEqual(range(0, 5000))
    expect(lines.map(({ seq }) => seq)).toEqual(range(1, 5003))
    expect([lines[0]?.event, lines.at(-1)?.event]).toEqual(['opened', 'closed'])
    expect(await verify(path)).toMatchObject({ problem: undefined, lines: 5002 })
  })

  test('is not readable by others', async () => {
    const path = fresh()
    await (await openSink(path)).sink.close()
    expect((await stat(path)).mode & 0o007).toBe(0)
  })

  test('goes on with its chain after a restart', async () => {
    const path = fresh()
    for (const n of [1, 2, 3]) {
      const { sink } = await openSink(path)
      give(sink, n)
      await sink.close()
    }
    const { problem, chains } = await verify(path)
    expect(problem).toBeUndefined()
    expect(chains).toMatchObject([{ seq: 9 }])
    expect(numbersOf(await linesOf(path))).toEqual([1, 2, 3])
  })

  test.each([
    ['half a line', '{"seq":4,"chain":"x","ev'],
    ['a single byte', '{'],
    ['half a line and its line break alone', '{"seq":4,\n'],
    ['two pieces', '{"seq":4,\n{"se'],
  ])('that ends in %s is repaired, and says so', async (_name, piece) => {
    const path = fresh()
    const first = await openSink(path)
    give(first.sink, 1)
    await first.sink.close()
    await appendFile(path, piece)
    expect((await verify(path)).problem?.line).toBe(4)
    const second = await openSink(path)
    give(second.sink, 2)
    await second.sink.close()
    const pieces = piece.split('\n').filter((each) => each !== '').length
    expect(await verify(path)).toMatchObject({ problem: undefined, torn: pieces })
    expect(numbersOf(await linesOf(path))).toEqual([1, 2])
    expect((await linesOf(path)).findLast(({ event }) => event === 'opened')).toMatchObject({
      torn: piece
        .split('\n')
        .filter((each) => each !== '')
        .map((each) => ({ bytes: each.length })),
    })
  })

  test('that lacks its last line break alone has lost nothing', async () => {
    const path = fresh()
    await (await openSink(path)).sink.close()
    await truncate(path, (await stat(path)).size - 1)
    await (await openSink(path)).sink.close()
    expect(await verify(path)).toMatchObject({ problem: undefined, torn: 0, lines: 4 })
  })

  test('with other content begins a chain, and verification names that content', async () => {
    const path = fresh()
    await writeFile(path, 'before\n')
    await (await openSink(path)).sink.close()
    expect((await readFile(path, 'utf8')).split('\n')[0]).toBe('before')
    expect((await verify(path)).problem).toMatchObject({ line: 1 })
  })

  test('is one writer’s: a second one takes the next name', async () => {
    const path = fresh()
    const first = await openSink(path)
    const second = await openSink(path)
    give(first.sink, 1)
    give(second.sink, 2)
    await Promise.all([first.sink.close(), second.sink.close()])
    const other = path.replace('.jsonl', '.2.jsonl')
    expect(numbersOf(await linesOf(path))).toEqual([1])
    expect(numbersOf(await linesOf(other))).toEqual([2])
    expect(JSON.parse(second.logged[0] ?? '')).toMatchObject({ level: 'warn', used: other })
    expect(await verify(other, path)).toMatchObject({ problem: undefined })
  })
})

describe('rotation', () => {
  test('by a move is followed: no line is lost, the chain goes on', async () => {
    const path = fresh()
    const { sink } = await openSink(path, { fsync: 'always' })
    for (const n of range(0, 5)) {
      await sink.record(record(n))
      await rename(path, `${path}.${5 - n}`)
    }
    sink.reopen()
    await sink.record(record(5))
    await sink.close()
    const rotated = range(1, 6).map((n) => `${path}.${n}`)
    expect(numbersOf(await linesOf(...rotated.toReversed(), path))).toEqual(range(0, 6))
    expect(await verify(path, ...rotated)).toMatchObject({ problem: undefined, chains: [{}] })
  })

  test('under load loses nothing and repeats nothing', async () => {
    const path = fresh()
    const { sink } = await openSink(path)
    const rotated: string[] = []
    for (const n of range(0, 3000)) {
      give(sink, n)
      if (n % 500 === 250) {
        const to = `${path}.${n}`
        if (
          await rename(path, to).then(
            () => true,
            () => false,
          )
        )
          rotated.push(to)
        sink.reopen()
      }
      if (n % 100 === 0) await new Promise(setImmediate)
    }
    await sink.close()
    expect(rotated.length).toBeGreaterThan(1)
    // The last lines may still have gone to the file that was moved last.
    const all = existsSync(path) ? [...rotated, path] : rotated
    expect(numbersOf(await linesOf(...all))).toEqual(range(0, 3000))
    expect((await verify(...all)).problem).toBeUndefined()
  })

  test('by copytruncate is noticed', async () => {
    const path = fresh()
    const { sink } = await openSink(path, { fsync: 'always' })
    await sink.record(record(1))
    await writeFile(`${path}.1`, await readFile(path))
    await truncate(path, 0)
    await sink.record(record(2))
    await sink.close()
    expect((await linesOf(path))[0]).toMatchObject({ event: 'opened', reason: 'truncated', seq: 3 })
    expect((await verify(path, `${path}.1`)).problem).toBeUndefined()
  })

  test.each([
    ['moved', false],
    ['moved and compressed', true],
  ])('while nothing ran: the chain goes on from the file that was %s', async (_name, compress) => {
    const path = fresh()
    const first = await openSink(path)
    give(first.sink, 1)
    await first.sink.close()
    const rotated = `${path}-20261124${compress ? '.gz' : ''}`
    const content = await readFile(path)
    await writeFile(rotated, compress ? Bun.gzipSync(content) : content)
    await rm(path)
    const second = await openSink(path)
    give(second.sink, 2)
    await second.sink.close()
    expect((await linesOf(path))[0]).toMatchObject({ seq: 4 })
    expect(await verify(path, rotated)).toMatchObject({ problem: undefined, chains: [{ seq: 6 }] })
  })

  test('while nothing ran and the clock was set back: the chain goes on from its last line', async () => {
    const path = fresh()
    const rotated = [`${path}.2`, `${path}.1`]
    for (const to of rotated) {
      const { sink } = await openSink(path)
      give(sink, 1)
      await sink.close()
      await rename(path, to)
    }
    const [before = ''] = rotated
    await utimes(before, new Date(), new Date(Date.now() + 3_600_000))
    const { sink } = await openSink(path)
    await sink.close()
    expect(await verify(...rotated, path)).toMatchObject({ problem: undefined, chains: [{ seq: 8 }] })
  })
})

describe('a record is waited for', () => {
  test.each([
    ['always', 'block', true],
    ['always', 'allow', true],
    ['interval', 'block', true],
    ['never', 'block', true],
    ['interval', 'allow', false],
    ['never', 'allow', false],
  ] as const)('fsync %s, on_error %s: %p', async (fsync, onError, waits) => {
    const path = fresh()
    const { sink } = await openSink(path, { fsync, onError })
    const kept = sink.record(record(1))
    expect(kept !== undefined).toBe(waits)
    await kept
    if (waits) expect(numbersOf(await linesOf(path))).toEqual([1])
    await sink.close()
  })
})

describe('audit.path', () => {
  test('"off" writes nothing', async () => {
    const { sink, logged } = await openSink('off')
    give(sink, 1)
    await sink.close()
    expect([logged, sink.dropped(), sink.chain()]).toEqual([[], 0, undefined])
  })

  test('"stdout" writes to the output and counts with it', async () => {
    const { sink, logged } = await openSink('stdout')
    expect(sink.record('{"x":1}') === undefined).toBe(true)
    await sink.close()
    expect([logged, sink.dropped()]).toEqual([['{"x":1}\n'], 7])
  })

  test.each([
    ['a folder', ''],
    ['a folder that is not there', 'no/such/folder/audit'],
  ])('%s is an error for people', async (_name, path) => {
    const error = await rejection(openSink(join(folder, path)))
    expect(String(error)).toMatch(/cannot open audit\.path .*: Error (EISDIR|ENOENT)/)
  })
})
