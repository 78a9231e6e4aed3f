/** Verification: whatever is done to one line of a log, over one file or several, is found. */

import { afterAll, describe, expect, test } from 'bun:test'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { lineHash, newChain, sealLine } from '../../../src/observe/audit/chain.ts'
import { verifyAudit } from '../../../src/observe/audit/verify.ts'
import { give, hash, openSink, verify } from './audit-scene.ts'

const folder = await mkdtemp(join(tmpdir(), 'lockllm-proxy-verify-'))
afterAll(() => rm(folder, { recursive: true, force: true }))
const [older, newer] = [join(folder, 'log.1'), join(folder, 'log')]

/** Lines as the writer makes them, with text that is not ASCII. */
function chainOf(count: number, key?: string): string[] {
  let state = newChain()
  return Array.from({ length: count }, (_, n) => {
    const sealed = sealLine(
      JSON.stringify({ event: 'blocked', n, text: 'Gänse 🪿 \ufffd' }),
      state,
      lineHash(key),
    )
    state = sealed.state
    return sealed.line
  })
}
const text = (lines: readonly (string | Buffer)[]) =>
  Buffer.concat(lines.flatMap((line) => [Buffer.from(line), Buffer.from('\n')]))

/** Writes the lines over two files and verifies them against the number of lines that there were. */
async function verdictOn(lines: readonly (string | Buffer)[], split: number, leastSequence: number) {
  await writeFile(older, text(lines.slice(0, split)))
  await writeFile(newer, text(lines.slice(split)))
  return verifyAudit([newer, older], { hash, leastSequence })
}

describe('a change to one line is found', () => {
  const lines = fc.integer({ min: 2, max: 8 }).map((count) => chainOf(count))
  const place = fc.nat()

  test('whichever byte of it is another one', async () => {
    await fc.assert(
      fc.asyncProperty(lines, place, place, fc.integer({ min: 1, max: 255 }), async (all, at, byte, flip) => {
        const index = at % all.length
        const altered = Buffer.from(all[index] ?? '')
        const offset = byte % altered.length
        altered[offset] = (altered[offset] ?? 0) ^ flip
        const changed = all.map((line, each) => (each === index ? altered : line))
        const { problem } = await verdictOn(changed, at % (all.length + 1), all.length)
        expect(problem).toBeDefined()
      }),
      { numRuns: 300 },
    )
  })

  test('that is taken out, the last one against what was seen', async () => {
    await fc.assert(
      fc.asyncProperty(lines, place, async (all, at) => {
        const rest = all.toSpliced(at % all.length, 1)
        expect((await verdictOn(rest, at % (rest.length + 1), all.length)).problem).toBeDefined()
      }),
    )
  })

  test('that is there twice, or has changed places', async () => {
    await fc.assert(
      fc.asyncProperty(lines, place, place, async (all, from, to) => {
        const [a, b] = [from % all.length, to % all.length]
        const twice = all.toSpliced(b, 0, all[a] ?? '')
        expect((await verdictOn(twice, 0, 0)).problem).toBeDefined()
        if (a === b) return
        const swapped = all.with(a, all[b] ?? '').with(b, all[a] ?? '')
        expect((await verdictOn(swapped, 0, all.length)).problem).toBeDefined()
      }),
    )
  })

  test('that was put in, with hashes made anew, by whoever has not the key', async () => {
    await writeFile(newer, text(chainOf(3)))
    expect((await verifyAudit([newer], { hash: lineHash('key') })).problem).toMatchObject({ line: 1 })
    await writeFile(newer, text(chainOf(3, 'key')))
    expect((await verifyAudit([newer], { hash: lineHash('key') })).problem).toBeUndefined()
  })

  test('and nothing is found where nothing was changed', async () => {
    await fc.assert(
      fc.asyncProperty(lines, place, async (all, at) => {
        const { problem, lines: seen } = await verdictOn(all, at % (all.length + 1), all.length)
        expect([problem, seen]).toEqual([undefined, all.length])
      }),
    )
  })
})

describe('the place and the words', () => {
  const all = chainOf(5)
  test.each<[string, string[], number, RegExp]>([
    ['altered', all.with(2, all[2]?.replace('"n":2', '"n":3') ?? ''), 3, /^was altered/],
    ['missing', all.toSpliced(2, 1), 3, /^1 missing before this line \(3 expected\)$/],
    ['missing at the start', all.slice(2), 1, /^is line 3 of its chain, and the 2 before it are not here/],
    ['repeated', all.toSpliced(2, 0, all[1] ?? ''), 3, /out of order/],
    ['another chain’s', [...all.slice(0, 2), ...chainOf(1)], 3, /^a new chain begins inside of a file/],
    ['no line', all.with(3, 'hello'), 4, /^is no line of an audit log/],
    [
      'half a line',
      all.with(3, all[3]?.slice(0, 40) ?? ''),
      4,
      /^is no line of an audit log, or was altered/,
    ],
  ])('%s', async (_name, lines, line, message) => {
    await writeFile(newer, text(lines))
    const { problem } = await verify(newer)
    expect(problem).toEqual({ file: newer, line, message: expect.stringMatching(message) })
  })

  test('the end is cut off', async () => {
    await writeFile(newer, text(all.slice(0, 3)))
    const { problem } = await verifyAudit([newer], { hash, leastSequence: 5 })
    expect(problem?.message).toBe('ends with line 3 of its chain, and 5 was seen: its end was cut off')
  })

  test('older files that were removed are accepted when told', async () => {
    await writeFile(newer, text(all.slice(2)))
    expect((await verifyAudit([newer], { hash, partial: true })).problem).toBeUndefined()
  })

  test('a piece of a torn line that is altered or removed after it was declared', async () => {
    const path = join(folder, 'torn')
    await (await openSink(path)).sink.close()
    await writeFile(path, `${await readFile(path, 'utf8')}{"seq":3,"cha`)
    const { sink } = await openSink(path)
    give(sink, 1)
    await sink.close()
    const content = await readFile(path, 'utf8')
    expect(await verify(path)).toMatchObject({ problem: undefined, torn: 1 })
    await writeFile(path, content.replace('{"seq":3,"cha\n', '{"seq":3,"xxx\n'))
    expect((await verify(path)).problem).toMatchObject({ line: 3 })
    await writeFile(path, content.replace('{"seq":3,"cha\n', ''))
    expect((await verify(path)).problem?.message).toContain('pieces of torn lines that are not there')
  })
})
