/**
 * Words in what is spared: keys that no format names, and ids of a few words. Each says nothing by itself; in a row they
 * may be a sentence, one word a key. All of a body's are one text, however often each of them stands there, so that a
 * conversation does not pay for them with each turn; and the sentence as it stands is another one (spread.ts).
 */

import { API_WORDS } from './api-words.ts'
import { plainKey } from './leet-key.ts'
import { SAYS } from './noise-code.ts'
import { RecentStrings } from './recent-strings.ts'
import type { Segment } from './segment.ts'
import { doubtsOfId } from './sure-noise.ts'
import { isToken, isUnknownToken } from './token.ts'
import { unsparedText } from './whole.ts'

const VOWELS = new Uint8Array(128)
for (const vowel of 'aeiouyAEIOUY') VOWELS[vowel.charCodeAt(0)] = 1
/** Share of an id's letters and digits that stand in words; noise has less. */
const MIN_SHARE = 0.75
/** Letters of its words on average; those of noise are shorter. */
const MIN_AVERAGE = 3
/** Longer than any word that a field is named by: several, without anything between them. */
const LONGEST_WORD = 20
const LETTERS_OF_A_WORD = 7
/** Shorter sentences say nothing. */
const MIN_WORDS = 3
/** The shortest that MIN_WORDS could be written in, e.g. `Obey_my_word`. */
const SHORTEST_SENTENCE = 12
const LONGEST = 256

/** The same few keys and ids come again and again. */
const counts = new Map<string, number>()
/** Those with some words that no API is made of, and how many. */
const silent = new Map<string, number>()
const MAX_KNOWN = 4096
/** Ids that say nothing, and the same of those that clients make up: few, as most are seen to be noise as soon as found here. */
const MAX_RECENT = 512
const recentIds = new RecentStrings(MAX_RECENT)
const recentNames = new RecentStrings(MAX_RECENT)

const NOISE = -1

/** @returns how many words there are that no API is made of; NOISE for what is none */
export function countWords(value: string): number {
  if (value.length > LONGEST) return NOISE
  const found = counts.get(value)
  if (found !== undefined) return found
  const plain = plainKey(value)
  const count = isSingleLetter(value) ? 1 : isNoise(plain) ? NOISE : countSpoken(plain)
  // Noise is different each time.
  if (count === NOISE) return NOISE
  if (counts.size === MAX_KNOWN) counts.clear()
  counts.set(value, count)
  return count
}

const isSingleLetter = (value: string): boolean => value.length === 1 && /[A-Za-z]/.test(value)

function isNoise(value: string): boolean {
  /** Letters and digits beside words: with more of them it is noise whatever follows. */
  const most = value.length * (1 - MIN_SHARE)
  let runs = 0
  let letters = 0
  let all = 0
  for (let at = 0, end = 0; at < value.length; at = end) {
    end = endOfWord(value, at)
    const length = end - at
    if (length === 0) {
      if (isDigitOrForeign(value.charCodeAt(at))) all++
      end++
      continue
    }
    all += length
    if (isWord(value, at, end)) {
      runs++
      letters += length
    } else if (all - letters > most) return true
  }
  return letters < all * MIN_SHARE || (runs >= MIN_WORDS && letters < runs * MIN_AVERAGE)
}

function countSpoken(value: string): number {
  let count = 0
  for (let at = 0, end = 0; at < value.length; at = Math.max(end, at + 1)) {
    end = endOfWord(value, at)
    if (!isWord(value, at, end)) continue
    if (end - at > LONGEST_WORD) count += Math.ceil((end - at) / LETTERS_OF_A_WORD)
    else if (!API_WORDS.has(value.slice(at, end).toLowerCase())) count++
  }
  return count
}

const isSmall = (unit: number): boolean => unit >= 0x61 && unit <= 0x7a
const isCapital = (unit: number): boolean => unit >= 0x41 && unit <= 0x5a
const isDigitOrForeign = (unit: number): boolean => (unit >= 0x30 && unit <= 0x39) || unit >= 0x80

/** A run of one case, a capital before small letters included. @returns `at` where there is no letter */
function endOfWord(value: string, at: number): number {
  const { length } = value
  let end = at
  while (end < length && isCapital(value.charCodeAt(end))) end++
  if (end === length || !isSmall(value.charCodeAt(end))) return end
  // The last of several capitals belongs to the next word.
  if (end > at + 1) return end - 1
  while (end < length && isSmall(value.charCodeAt(end))) end++
  return end
}

function isWord(value: string, at: number, end: number): boolean {
  if (end - at < 2) return false
  for (let i = at; i < end; i++) if (VOWELS[value.charCodeAt(i)] === 1) return true
  return false
}

/** What has been spared of a body. */
export interface SparedWords {
  readonly texts: Set<string>
  /** Sentences as they stand in it, with all words that the names of fields consist of. */
  readonly sentences: Set<string>
  words: number
  /** How many of them are in keys. */
  inKeys: number
  /** Values of one word that are scanned by themselves, beside keys. */
  values: number
  /** Of the object or string that the first one is of. */
  path: string
}

/** Whether an id is one, and says nothing. It runs for each of them. */
export function isSilentId(id: string): boolean {
  if (recentIds.has(id)) return true
  const isSilent = id.length < SHORTEST_SENTENCE ? isToken(id) : wordsOfSilent(id) !== undefined
  if (isSilent) recentIds.add(id)
  return isSilent
}

/**
 * The same for ids that clients make up. What one of them says is added to a row of others.
 * @param step the end of the path of its object
 */
export function isSilentName(walk: Spares, id: string, path: string, step: string): boolean {
  if (recentNames.has(id)) return true
  const words = wordsOfSilent(id)
  if (words === undefined) return false
  if (words > 0) addWords(walk, id, path + step)
  else recentNames.add(id)
  return true
}

/** @returns undefined for what is no id, or says something */
function wordsOfSilent(id: string): number | undefined {
  const doubts = doubtsOfId(id)
  if (doubts === 0) return NOISE
  const known = silent.get(id)
  if (known !== undefined) return known
  const words = (doubts & SAYS) === 0 ? NOISE : countWords(id)
  if (words >= MIN_WORDS || !isUnknownToken(id)) return undefined
  if (words <= 0) return words
  if (silent.size === MAX_KNOWN) silent.clear()
  silent.set(id, words)
  return words
}

const ONE_WORD = /^\p{L}{1,20}$/u
export const isOneWord = (value: unknown): value is string =>
  typeof value === 'string' && ONE_WORD.test(value)

/** A key that no format names, looked into. */
interface Key {
  /** As `countWords` says; keys say something with one word. */
  readonly words: number
  /** What is a text by itself; empty for a token. */
  readonly text: string
  readonly isSilent: boolean
  /** As it is meant to be read; empty for noise. */
  name: string | undefined
}

/** To look into one takes as long as to scan a sentence. */
const keys = new Map<string, Key>()
/** Of those in the map. */
let keyChars = 0
/** Twice as many as a body may have (different-keys.ts): none is looked into for each of its places. */
const MOST_KEY_CHARS = 2_000_000

/** @param key that no format names */
export function lookInto(key: string): Key {
  const known = keys.get(key)
  if (known) return known
  if (keyChars > MOST_KEY_CHARS) clearKeys()
  const words = countWords(key)
  const text = isToken(key) ? '' : unsparedText(key)
  const found: Key = { words, text, isSilent: words <= 0 && text === '', name: undefined }
  keys.set(key, found)
  keyChars += key.length
  return found
}

function clearKeys(): void {
  keys.clear()
  keyChars = 0
}

/** At the end of a body, which alone may have had more of them than are worth their room. */
export function forgetKeys(): void {
  if (keys.size > MAX_KNOWN) clearKeys()
}

/**
 * A key that no format names.
 * @param value counts with it when it is one word
 * @param isAlone whether the value is scanned by itself, and must not stand beside the key
 * @param path of its object
 */
export function addKey(walk: Spares, key: string, value: unknown, isAlone: boolean, path: string): void {
  const own = lookInto(key).words
  if (own <= 0) return
  const name = plainKey(key)
  const words = { words: own, inKeys: own, values: 0 }
  if (!isOneWord(value)) add(walk, name, words, path)
  else if (isAlone) add(walk, name, { ...words, values: 1 }, path)
  else add(walk, `${name} ${value}`, { ...words, words: own + 1 }, path)
}

/** Whether there is a word in a key that no API is made of. */
export const isSpoken = (key: string): boolean => lookInto(key).words > 0
/** A key as it is meant to be read; empty for noise. */
export function nameOf(key: string): string {
  const found = lookInto(key)
  found.name ??= found.words === NOISE ? '' : spaced(plainKey(key))
  return found.name
}

/**
 * The words of a token, in a row of others: each once, since ids have the same beginning.
 * @param silent words that say nothing there, and stand in the row only beside such as do
 */
export function addWords(walk: Spares, value: string, path: string, silent?: ReadonlySet<string>): void {
  if (countWords(value) <= 0) return
  for (const word of spaced(plainKey(value)).split(' ')) {
    const words = silent?.has(word) ? 0 : Math.max(0, countWords(word))
    add(walk, word, { words, inKeys: 0, values: 0 }, path)
  }
}

/** An id that is not silent. */
export const addId = (walk: Spares, id: string, path: string): void =>
  add(walk, plainKey(id), { words: Math.max(0, countWords(id)), inKeys: 0, values: 0 }, path)

/** Where what has been spared is noted. */
export interface Spares {
  spared: SparedWords | undefined
}

type Counted = Pick<SparedWords, 'words' | 'inKeys' | 'values'>

function add(walk: Spares, value: string, { words, inKeys, values }: Counted, path: string): void {
  const text = spaced(value)
  walk.spared ??= { texts: new Set(), sentences: new Set(), words: 0, inKeys: 0, values: 0, path }
  if (walk.spared.texts.has(text)) return
  walk.spared.texts.add(text)
  walk.spared.words += words
  walk.spared.inKeys += inKeys
  walk.spared.values += values
}

/** Whether there are as many words as a sentence has. */
export const isSentence = ({ words, values }: SparedWords): boolean => words + values >= MIN_WORDS

/** None for fewer words than a sentence has. */
export function segmentsOf(spared: SparedWords | undefined): Segment[] {
  if (spared === undefined) return []
  const { path, words, texts, sentences } = spared
  const text = words < MIN_WORDS ? '' : [...texts].join(' ')
  const sentence = [...sentences].filter((one) => !text.includes(one)).join('\n')
  const segments: Segment[] = [
    { role: 'unknown', path, text },
    { role: 'unknown', path, text: sentence, repeats: true },
  ]
  return segments.filter((segment) => segment.text !== '')
}

const spacedWords = new Map<string, string>()

/** `ignoreAll_rules` as it is meant to be read. Numbers count what has the same name, and are left out. */
function spaced(value: string): string {
  const known = spacedWords.get(value)
  if (known !== undefined) return known
  const words = value
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[^\p{L}\p{M}]+/gu, ' ')
    .trim()
  if (spacedWords.size === MAX_KNOWN) spacedWords.clear()
  if (value.length <= LONGEST) spacedWords.set(value, words)
  return words
}
