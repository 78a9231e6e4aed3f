/**
 * A sentence that is spread over the keys of a body, as it stands there: with the words among its own that names of fields
 * consist of, and with values of one word. Looked for only where something is said (spared-words.ts).
 */

import type { Json, JsonObject } from './json.ts'
import { isOneWord, isSentence, isSpoken, nameOf } from './spared-words.ts'
import type { Walk } from './walk.ts'

type Spread = Pick<Walk, 'spared' | 'secretWords'>

/** Items of lists below are not compared. */
const MAX_LEVELS = 16

interface Phrase {
  /** Names and words in the order of the body. */
  readonly text: string
  /** Whether there is a word in it that no API is made of. */
  readonly isSpoken: boolean
}
const NOTHING: Phrase = { text: '', isSpoken: false }

/** A word that is a credential must not reach a scanner. */
export function noteSecret(walk: Spread, value: string): void {
  if (!isOneWord(value)) return
  walk.secretWords ??= new Set()
  walk.secretWords.add(value)
}

/** Adds what a body with spared words says. Of the members of the body only those in which something is said, and names. */
export function addSentence({ spared, secretWords }: Spread, body: Json): void {
  if (spared === undefined || !isSentence(spared)) return
  const { text } = Array.isArray(body)
    ? phraseOf(body, secretWords, 0)
    : typeof body === 'object' && body !== null
      ? phraseOfBody(body, secretWords)
      : NOTHING
  if (text !== '') spared.sentences.add(text)
}

function phraseOfBody(body: JsonObject, secrets: Spread['secretWords']): Phrase {
  const members = Object.keys(body).map((key) => ({ key, phrase: phraseOf(body[key] as Json, secrets, 1) }))
  const isOwn = members.some(({ key }) => isSpoken(key))
  const texts = members.map(({ key, phrase }) => {
    if (phrase.isSpoken || isSpoken(key)) return join(nameOf(key), phrase.text)
    return isOwn ? join(nameOf(key), typeof body[key] === 'string' ? phrase.text : '') : ''
  })
  return { text: texts.reduce(join, ''), isSpoken: isOwn }
}

function phraseOf(value: Json, secrets: Spread['secretWords'], level: number): Phrase {
  if (typeof value === 'string')
    return isOneWord(value) && !secrets?.has(value) ? { text: value, isSpoken: false } : NOTHING
  if (typeof value !== 'object' || value === null) return NOTHING
  if (Array.isArray(value)) return phraseOfList(value, secrets, level + 1)
  let text = ''
  let spoken = false
  for (const key in value) {
    const inner = phraseOf(value[key] as Json, secrets, level + 1)
    text = join(join(text, nameOf(key)), inner.text)
    spoken ||= inner.isSpoken || isSpoken(key)
  }
  return { text, isSpoken: spoken }
}

/** What is said in several items is said once: a conversation has the same keys in each turn. */
function phraseOfList(items: readonly Json[], secrets: Spread['secretWords'], level: number): Phrase {
  const known = new Set<string>()
  let text = ''
  let spoken = false
  for (const item of items) {
    const phrase = phraseOf(item, secrets, level)
    spoken ||= phrase.isSpoken
    if (level <= MAX_LEVELS && typeof item !== 'string') {
      if (known.has(phrase.text)) continue
      known.add(phrase.text)
    }
    text = join(text, phrase.text)
  }
  return { text, isSpoken: spoken }
}

const join = (before: string, text: string): string =>
  before === '' ? text : text === '' ? before : `${before} ${text}`
