/** Every disguise that the engine undoes, in every language: attacks stay caught, and the result says what was removed. */

import { describe, expect, test } from 'bun:test'
import { scanText } from '../../../src/scan/local/local.ts'
import { HIDINGS, type Hiding } from './disguises.ts'
import { ATTACKS, BENIGN, LANGUAGES } from './phrases.ts'

describe.each(LANGUAGES)('plain, %s', (language) => {
  test.each(ATTACKS[language])('stops %p', (text) => {
    const { safe, categories } = scanText(text, 'medium')
    expect(safe).toBe(false)
    expect(categories.length).toBeGreaterThan(0)
  })

  test.each(BENIGN[language])('lets pass %p', (text) => {
    expect(scanText(text, 'medium').safe).toBe(true)
  })
})

/** Of the attacks in one language, so many must be caught in every disguise; of all together nine of ten. */
const LEAST_SHARE = 0.6

/** Of innocent texts so many may be flagged in one disguise, and where markup stands within words: pieces of words are nothing honest. */
const MOST_FLAGGED = { any: 0.1, broken: 0.18 } as const
const BREAKS = /^(?:word break|half of each word|an HTML comment in each word)/

describe.each(HIDINGS)('$name', ({ name, hide, disguise, only }) => {
  test.each(only ?? LANGUAGES)('%s', (language) => {
    const results = ATTACKS[language].map((attack) => scanText(hide(attack), 'medium'))
    const caught = results.filter(({ safe }) => !safe)
    expect(caught.length).toBeGreaterThanOrEqual(results.length * LEAST_SHARE)
    if (disguise === undefined) return
    for (const { disguises } of caught) expect(disguises).toContainEqual(disguise)
  })

  test('at least nine of ten in all languages together', () => {
    const attacks = (only ?? LANGUAGES).flatMap((language) => ATTACKS[language])
    const missed = attacks.filter((attack) => scanText(hide(attack), 'medium').safe)
    expect(missed.length).toBeLessThanOrEqual(attacks.length * 0.1)
  })

  test('what is innocent stays innocent', () => {
    const { flagged, all } = innocents(hide, only)
    expect(flagged).toBeLessThanOrEqual(all * (BREAKS.test(name) ? MOST_FLAGGED.broken : MOST_FLAGGED.any))
  })
})

test('of the innocent texts in all disguises one in a hundred is flagged at most', () => {
  const counts = HIDINGS.map(({ hide, only }) => innocents(hide, only))
  const sum = (of: 'flagged' | 'all') => counts.reduce((total, count) => total + count[of], 0)
  expect(sum('all')).toBeGreaterThan(3000)
  expect(sum('flagged')).toBeLessThanOrEqual(sum('all') * 0.01)
})

function innocents(hide: Hiding['hide'], only: Hiding['only']): { flagged: number; all: number } {
  const texts = (only ?? LANGUAGES).flatMap((language) => BENIGN[language])
  return { flagged: texts.filter((text) => !scanText(hide(text), 'medium').safe).length, all: texts.length }
}
