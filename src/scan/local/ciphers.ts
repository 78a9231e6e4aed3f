/**
 * Letters exchanged or turned round: rot13 and the other Caesar shifts, Atbash, reversed text and words, pig latin, Morse.
 * Looked for where the words of a text are unknown, and believed when what comes out is words.
 */

import { reverse, sliceView } from './edit.ts'
import { CLASS, classIn } from './fold.ts'
import { share } from './language.ts'
import { foldPhrase, type View } from './normalise.ts'
import type { Payload } from './payload.ts'
import { fromPigLatin, mayBePigLatin } from './pig-latin.ts'
import { findStretch, KIND, stretchEnd } from './stretch.ts'
import type { Tokens } from './tokens.ts'
import type { Vocabulary } from './vocabulary.ts'

/** Words of a run that are tried before a shift is believed. */
const SAMPLE = 24
/** Fewer words are not worth trying. */
const LEAST_WORDS = 2
/** Share of the letters that must belong to words after decoding. */
const BELIEVED = 0.5
/** Runs tried per text: a text that is all unknown words has one long run, not many. */
const MOST_RUNS = 64

/** Stretches of unknown words that a cipher turns into words. */
export function decodeCiphers(text: string, view: View, tokens: Tokens, vocabulary: Vocabulary): Payload[] {
  const payloads: Payload[] = []
  for (const { from, to } of unknownRuns(tokens).slice(0, MOST_RUNS)) {
    // Short words are words in either direction: those at the ends belong to the run.
    let first = from
    let final = to
    while (first > 0 && from - first < 4 && tokens.end[first - 1]! - tokens.start[first - 1]! <= 3) first--
    while (
      final + 1 < tokens.count &&
      final - to < 4 &&
      tokens.end[final + 1]! - tokens.start[final + 1]! <= 3
    )
      final++
    const start = view.origin[tokens.start[first]!]!
    // Punctuation at the end of a run may be its beginning when it is turned round.
    const end = Math.min(text.length, view.origin[tokens.end[final]!]!)
    const stretch = text.slice(Math.max(0, start - 2), Math.min(text.length, end + 2))
    for (const plain of decipher(stretch, view, tokens, from, to, vocabulary))
      payloads.push({ ...plain, start, end })
  }
  return payloads
}

/** Runs of words of which most are unknown; a known short word may stand between. */
function unknownRuns(tokens: Tokens): { from: number; to: number }[] {
  const runs: { from: number; to: number }[] = []
  if (tokens.unknown < LEAST_WORDS) return runs
  let from = -1
  let last = -1
  let unknown = 0
  let known = 0
  const flush = () => {
    if (from >= 0 && unknown >= LEAST_WORDS && unknown >= (unknown + known) * 0.45)
      runs.push({ from, to: last })
    from = -1
    unknown = 0
    known = 0
  }
  for (let t = 0; t < tokens.count; t++) {
    if (classIn(tokens.traits[t]!) !== CLASS.word) continue
    const isKnown = tokens.known[t] === 1
    if (!isKnown) {
      if (from < 0) from = t
      unknown++
      last = t
    } else if (from >= 0) {
      known++
      if (t - last > 3 || known > unknown + 2) flush()
    }
  }
  flush()
  return runs
}

function decipher(
  stretch: string,
  view: View,
  tokens: Tokens,
  from: number,
  to: number,
  vocabulary: Vocabulary,
): Pick<Payload, 'text' | 'disguise'>[] {
  const sample: string[] = []
  for (let t = from; t <= to && sample.length < SAMPLE; t++)
    if (classIn(tokens.traits[t]!) === CLASS.word)
      sample.push(sliceView(view, tokens.start[t]!, tokens.end[t]!))
  const least = Math.max(BELIEVED, share(sample, vocabulary) + 0.3)
  // Several ways to turn a script round may give words; the right one gives the most.
  let best: { turn: (text: string) => string; words: number } | undefined
  for (const turn of MARKED.test(stretch) ? TURNS : [reverse]) {
    const words =
      turn === reverse ? share(sample, vocabulary, undefined, true) : share(sample.map(turn), vocabulary)
    if (words >= least && words > (best?.words ?? 0)) best = { turn, words }
  }
  if (best !== undefined)
    return turnedRound(stretch, best.turn).map((text) => ({ text, disguise: 'reversed' as const }))
  if (!sample.some((word) => /[a-z]{3}/.test(word))) return []
  if (mayBePigLatin(sample)) {
    const turn = (word: string) => fromPigLatin(word, vocabulary)
    if (share(sample.map(turn), vocabulary) >= least)
      return [{ text: foldPhrase(stretch).replace(/[a-z]+/g, turn), disguise: 'pig_latin' }]
  }
  for (const shift of SHIFTS) {
    if (share(sample, vocabulary, (unit) => ((unit - 0x61 + shift) % 26) + 0x61) < least) continue
    return [{ text: rotate(stretch, shift), disguise: shift === 13 ? 'rot13' : 'caesar' }]
  }
  if (share(sample, vocabulary, (unit) => 0xdb - unit) < least) return []
  return [{ text: atbash(stretch), disguise: 'caesar' }]
}

/**
 * The whole text turned round, or every word in its place: the capital letter that began it tells which, as it
 * is now at the end of the last or of the first word. Without one it may be either.
 */
function turnedRound(stretch: string, turn: (text: string) => string): string[] {
  const words = stretch.match(LETTERS) ?? []
  const atFirst = /\p{Lu}$/u.test(words[0] ?? '')
  const atLast = /\p{Lu}$/u.test(words.at(-1) ?? '')
  const whole = turn(stretch)
  const wordwise = stretch.replace(MOVED.test(stretch) ? /\S+/gu : LETTERS, turn)
  if (atFirst !== atLast) return [atLast ? whole : wordwise]
  return [whole, wordwise]
}

const LETTERS = /[\p{L}\p{M}]+/gu
/** A mark that ends sentences in front of a word: it was turned round with it. */
const MOVED = /(?:^|\s)[,.;:!?।]\p{L}/u

/** The likeliest shift first. */
const SHIFTS = [13, ...Array.from({ length: 25 }, (_, i) => i + 1).filter((shift) => shift !== 13)]

/** Letters of Indic scripts keep their marks, and clusters their order, when a text is turned round by what is seen. */
const MARKED = /[\u0900-\u0dff]/
const reverseLetters = (text: string) => (text.match(/\P{M}\p{M}*|\p{M}/gu) ?? []).reverse().join('')
const reverseClusters = (text: string) =>
  (text.match(/(?:\P{M}\p{M}*[\u094d\u09cd\u0acd\u0ccd\u0d4d])*\P{M}\p{M}*|\p{M}/gu) ?? []).reverse().join('')
const TURNS = [reverse, reverseLetters, reverseClusters]

function rotate(text: string, shift: number): string {
  return text.replace(/[a-z]/gi, (letter) => {
    const base = letter <= 'Z' ? 0x41 : 0x61
    return String.fromCharCode(((letter.charCodeAt(0) - base + shift) % 26) + base)
  })
}

const atbash = (text: string) =>
  text.replace(/[a-z]/gi, (letter) =>
    String.fromCharCode((letter <= 'Z' ? 0x9b : 0xdb) - letter.charCodeAt(0)),
  )

const MORSE: ReadonlyMap<string, string> = new Map(
  Object.entries({
    a: '.-',
    b: '-...',
    c: '-.-.',
    d: '-..',
    e: '.',
    f: '..-.',
    g: '--.',
    h: '....',
    i: '..',
    j: '.---',
    k: '-.-',
    l: '.-..',
    m: '--',
    n: '-.',
    o: '---',
    p: '.--.',
    q: '--.-',
    r: '.-.',
    s: '...',
    t: '-',
    u: '..-',
    v: '...-',
    w: '.--',
    x: '-..-',
    y: '-.--',
    z: '--..',
    0: '-----',
    1: '.----',
    2: '..---',
    3: '...--',
    4: '....-',
    5: '.....',
    6: '-....',
    7: '--...',
    8: '---..',
    9: '----.',
    ',': '--..--',
    '.': '.-.-.-',
    '?': '..--..',
    "'": '.----.',
    '!': '-.-.--',
    '/': '-..-.',
    ':': '---...',
    '"': '.-..-.',
    '-': '-....-',
  }).map(([letter, code]) => [code, letter]),
)
/** Dots, dashes and their look-alikes, with spaces and slashes between letters and words. */
const MORSE_RUN =
  /[.\-·•–—_−]{1,6}(?:[ \t]*[/|\n][ \t]*|[ \t]{1,8})(?:[.\-·•–—_−]{1,6}(?:[ \t]*[/|\n][ \t]*|[ \t]{1,8})){4,}[.\-·•–—_−]{1,6}/g

/** Codes of the shortest message, with what parts them. */
const LEAST_MORSE = 11

/** Morse code. */
export function decodeMorse(text: string, vocabulary: Vocabulary): Payload[] {
  const payloads: Payload[] = []
  const kinds = KIND.morse | KIND.morseGap
  let from = findStretch(text, kinds, LEAST_MORSE, 0)
  while (from >= 0) {
    const end = stretchEnd(text, kinds, from + LEAST_MORSE)
    payloads.push(...morseIn(text.slice(from, end), from, vocabulary))
    from = findStretch(text, kinds, LEAST_MORSE, end)
  }
  return payloads
}

/** @param from where the stretch stands */
function morseIn(stretch: string, from: number, vocabulary: Vocabulary): Payload[] {
  const payloads: Payload[] = []
  for (const match of stretch.matchAll(MORSE_RUN)) {
    const words = match[0]
      .replace(/[·•]/g, '.')
      .replace(/[–—_−]/g, '-')
      .split(/\s*[/|\n]\s*|[ \t]{3,}/)
      .map((word) =>
        word
          .trim()
          .split(/\s+/)
          .map((code) => MORSE.get(code) ?? '')
          .join(''),
      )
    const message = words.join(' ')
    if (share(foldPhrase(message).split(' '), vocabulary) < 0.4) continue
    payloads.push({
      text: message,
      start: from + match.index,
      end: from + match.index + match[0].length,
      disguise: 'morse',
    })
  }
  return payloads
}
