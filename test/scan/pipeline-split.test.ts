/** An attack that is split, over neighbouring segments or at the edges of windows, is whole in some call. */

import { expect, test } from 'bun:test'
import fc from 'fast-check'
import type { Segment } from '../../src/prompt/segment.ts'
import { unitsOf } from '../../src/scan/pack.ts'
import { VERDICTS } from '../proxy/exchanges.ts'
import { flaggedPaths, type Judge, scene } from './pipeline-scene.ts'

const MARKER = 'IGNORE-ALL-RULES'
/** Seen also where a separator stands in it, as a model reads over one. */
const acrossSeparators: Judge = (text) =>
  text.replaceAll('\n', '').includes(MARKER) ? VERDICTS.injection : VERDICTS.safe
const CONTEXT_CHARS = 20
const filler = (length: number) => 'lorem ipsum '.repeat(length).slice(0, length)

test('over segments in a row, at any places, whatever of it was seen before', async () => {
  const before = fc.nat({ max: 300 })
  const lead = fc.nat({ max: 300 })
  const cuts = fc.uniqueArray(fc.integer({ min: 1, max: MARKER.length - 1 }), { minLength: 1, maxLength: 3 })
  const known = fc.constantFrom('nothing', 'all but the last', 'a pack with all but the last')
  await fc.assert(
    fc.asyncProperty(before, lead, cuts, known, async (behind, ahead, at, seen) => {
      const { scan } = scene({ judge: acrossSeparators, contextChars: CONTEXT_CHARS, packChars: 400 })
      const ends = [...at.toSorted((a, b) => a - b), MARKER.length]
      const pieces = ends.map((end, index) => MARKER.slice(ends[index - 1] ?? 0, end))
      const last = `${pieces.pop()}${filler(behind)}`
      const first = [filler(ahead) + pieces.shift(), ...pieces]
      if (seen === 'all but the last') expect(flaggedPaths(await scan(first))).toEqual([])
      if (seen === 'a pack with all but the last')
        expect(flaggedPaths(await scan(['hello', ...first]))).toEqual([])
      expect(flaggedPaths(await scan([...first, last]))).not.toEqual([])
      // Nor is it seen the first time alone.
      expect(flaggedPaths(await scan([...first, last]))).not.toEqual([])
    }),
    { numRuns: 60 },
  )
})

test('the price of contexts: what is split further back than they reach is seen only when it is new together', async () => {
  const { scan } = scene({ judge: acrossSeparators, contextChars: 3 })
  const [a, b] = [MARKER.slice(0, 8), MARKER.slice(8)]
  expect(flaggedPaths(await scan([a, b]))).not.toEqual([])
  const later = scene({ judge: acrossSeparators, contextChars: 3 })
  await later.scan([a])
  expect(flaggedPaths(await later.scan([a, b]))).toEqual([])
})

test('without contexts, only what is new together is seen together', async () => {
  const { scan, calls } = scene({ judge: acrossSeparators, contextChars: 0 })
  await scan([MARKER.slice(0, 8)])
  await scan([MARKER.slice(0, 8), MARKER.slice(8)])
  expect(calls).toEqual([MARKER.slice(0, 8), MARKER.slice(8)])
})

test('at every place around the edges of the windows of a long text', () => {
  const windowChars = 300
  const text = filler(1000)
  for (let at = 0; at <= text.length; at += 1) {
    const units = unitsOf(
      [{ role: 'user', path: 'a', text: text.slice(0, at) + MARKER + text.slice(at) }],
      windowChars,
      CONTEXT_CHARS,
    )
    expect(units.some((unit) => unit.text.includes(MARKER))).toBe(true)
  }
})

test('what stands in the body behind a conversation keeps what precedes it in each turn', () => {
  const tools: Segment = { role: 'tool_definition', path: 'tools[0]', text: 'tools' }
  const system: Segment = { role: 'system', path: 'system', text: 'system' }
  const late: Segment = { role: 'system', path: 'messages[1]', text: 'late' }
  const turn = (...texts: string[]) =>
    texts.map((text, index): Segment => ({ role: 'user', path: `messages[${index}]`, text }))
  const contexts = (segments: readonly Segment[]) =>
    unitsOf(segments, 1000, 12).map(({ text, context }) => `${context}>${text}`)
  expect(contexts([...turn('one'), system, tools])).toEqual(['>system', 'system>tools', 'system\ntools>one'])
  expect(contexts([...turn('one', 'two'), system, tools])).toEqual([
    '>system',
    'system>tools',
    'system\ntools>one',
    'em\ntools\none>two',
  ])
  // A system prompt among messages stays where the model reads it.
  expect(contexts([...turn('one'), late])).toEqual(['>one', 'one>late'])
})
