/**
 * Words in what is spared: keys that no format names, and ids of a few words. Each says nothing by itself; in a row they
 * may be a sentence, one word a key. All of a body's are one text, however often each of them stands there, so that a
 * conversation does not pay for them with each turn.
 */

import type { Segment } from './segment.ts'
import { isToken } from './token.ts'

/** What the names of fields, types and models consist of. No order can be given with these alone. */
const API_WORDS = new Set(
  (
    'acknowledged action actions add ai allowed alt annotation annotations api app application approval ' +
    'arg args arguments array aspect assistant attachment attachments attribute attributes audio ' +
    'authentication author base bash batch batches beta bias block boolean bucket budget buffer by ' +
    'bytes cache cached call calls candidate candidates category cfg char chars chat check checks ' +
    'choice choices chunk chunking citation citations cited city client code command commands company ' +
    'completion completions computer config configuration connector container containers content ' +
    'contents context control conversation conversations count country created criteria cursor custom ' +
    'data dataset date day days decision default definition delta description detail details diff ' +
    'dimension dimensions display doc document documents domain domains dpo duration edit editor edits ' +
    'effort email embed embedding embeddings enable enabled encoded encoding encrypted end endpoint ' +
    'engine entries entry enum env error eval event events example examples exclude excluded execution ' +
    'exit expires extra fetch field fields file filename files filter filters fine finish first flag ' +
    'flags format fps frame frequency function functions gen generate generation grader group guidance ' +
    'height hint home hook host html http https hyperparameters icon id ids image images in include ' +
    'included index info inline inpainting input inputs integer integrations interaction interpreter is ' +
    'item items json key keys kind knowledge kwargs label labels lang language last latency len length ' +
    'level levels limit line link list listing lists local locale location logit logprob logprobs logs ' +
    'lora map mask max mcp media message messages meta metadata method metric metrics mime min mode ' +
    'model models moderation module name names negative noise null num number object of offset on ' +
    'operation option options order org organization origin outcome outpainting output outputs owner ' +
    'page pages painting parallel param parameter parameters parent part parts patch path penalty ' +
    'pending per phase photo pixel plan platform point policy port position preferred prefix presence ' +
    'preset price product profile project properties property provider purpose quality quantity queries ' +
    'query question random rank ranking rate ratio raw reason reasoning recency ref reference ' +
    'references region reinforcement repetition request requests require required resolution resource ' +
    'resources response responses result results retrieval retrieve retrieved return role route safe ' +
    'safety sample sampling scale schema scope score search seconds seed sequence sequences server ' +
    'service session sessions settings shell signature size skill skills snippet sound source sources ' +
    'spec speech speed start state static status stderr stdout step steps stop storage store strategy ' +
    'stream streaming strict string style sub suffix summary tag tags task team temp temperature ' +
    'template tenant testing text texts thinking thread threads threshold tier time timeout timestamp ' +
    'title to token tokenizer tokens tool tools top topic total trace training transcript transcription ' +
    'translation trigger truncate truncation ttl tuning turn turns type types unit updated uri url urls ' +
    'usage use user username uses uuid val value values variable variables vector version video videos ' +
    'voice wandb web weight weights width window with words ' +
    // Families of models, and what each of them comes in
    'anthropic amazon aws azure bedrock claude cohere command deepseek fireworks flash gemini gemma google gpt groq haiku ' +
    'huggingface instruct large latest llama magistral medium meta mini mistral mistralai mixtral nano nova openai opus ' +
    'perplexity preview pro qwen realtime rerank small sonar sonnet turbo vertex vision'
  ).split(' '),
)

const VOWELS = new Set('aeiouyAEIOUY')
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
const silent = new Set<string>()
const MAX_KNOWN = 4096

/** @returns how many words there are that no API is made of; 0 for noise */
function countWords(value: string): number {
  if (value.length > LONGEST) return 0
  const found = counts.get(value)
  if (found !== undefined) return found
  if (counts.size === MAX_KNOWN) counts.clear()
  const count = isSingleLetter(value) ? 1 : countAnew(value)
  counts.set(value, count)
  return count
}

const isSingleLetter = (value: string): boolean => value.length === 1 && /[A-Za-z]/.test(value)

function countAnew(value: string): number {
  let count = 0
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
    if (length === 1 || !hasVowel(value, at, end)) continue
    runs++
    letters += length
    if (length > LONGEST_WORD) count += Math.ceil(length / LETTERS_OF_A_WORD)
    else if (!API_WORDS.has(value.slice(at, end).toLowerCase())) count++
  }
  const isNoise = letters < all * MIN_SHARE || (runs >= MIN_WORDS && letters < runs * MIN_AVERAGE)
  return isNoise ? 0 : count
}

const isSmall = (unit: number): boolean => unit >= 0x61 && unit <= 0x7a
const isCapital = (unit: number): boolean => unit >= 0x41 && unit <= 0x5a
const isDigitOrForeign = (unit: number): boolean => (unit >= 0x30 && unit <= 0x39) || unit >= 0x80

/** A run of one case, a capital before small letters included. @returns `at` where there is no letter */
function endOfWord(value: string, at: number): number {
  let end = at
  while (isCapital(value.charCodeAt(end))) end++
  if (!isSmall(value.charCodeAt(end))) return end
  // The last of several capitals belongs to the next word.
  if (end > at + 1) return end - 1
  while (isSmall(value.charCodeAt(end))) end++
  return end
}

function hasVowel(value: string, at: number, end: number): boolean {
  for (let i = at; i < end; i++) if (VOWELS.has(value[i] as string)) return true
  return false
}

/** What has been spared of a body. */
export interface SparedWords {
  readonly texts: Set<string>
  words: number
  /** Of the object or string that the first one is of. */
  path: string
}

/** Whether an id is one, and says nothing. It runs for each of them. */
export const isSilentId = (id: string): boolean =>
  id.length < SHORTEST_SENTENCE ? isToken(id) : silent.has(id) || (countWords(id) < MIN_WORDS && remember(id))

/** The same for keys, which say something with one word. */
export const isSilentKey = (key: string): boolean => countWords(key) === 0 && isToken(key)

function remember(id: string): boolean {
  if (!isToken(id)) return false
  if (silent.size === MAX_KNOWN) silent.clear()
  silent.add(id)
  return true
}

const ONE_WORD = /^\p{L}{1,20}$/u

/**
 * A key that no format names.
 * @param value stands beside it when it is one word
 * @param path of its object
 */
export function addKey(walk: Spares, key: string, value: unknown, path: string): void {
  const own = countWords(key)
  if (own === 0) return
  if (typeof value === 'string' && ONE_WORD.test(value)) add(walk, `${key} ${value}`, own + 1, path)
  else add(walk, key, own, path)
}

/** An id that is not silent. */
export const addId = (walk: Spares, id: string, path: string): void => add(walk, id, countWords(id), path)

/** Where what has been spared is noted. */
export interface Spares {
  spared: SparedWords | undefined
}

function add(walk: Spares, value: string, words: number, path: string): void {
  const text = spaced(value)
  walk.spared ??= { texts: new Set(), words: 0, path }
  if (walk.spared.texts.has(text)) return
  walk.spared.texts.add(text)
  walk.spared.words += words
}

/** @returns undefined for fewer words than a sentence has */
export function segmentOf(spared: SparedWords | undefined): Segment | undefined {
  if (spared === undefined || spared.words < MIN_WORDS) return undefined
  return { role: 'unknown', path: spared.path, text: [...spared.texts].join(' ') }
}

/** `ignoreAll_rules` as it is meant to be read. Numbers count what has the same name, and are left out. */
const spaced = (value: string): string =>
  value
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[^\p{L}\p{M}]+/gu, ' ')
    .trim()
