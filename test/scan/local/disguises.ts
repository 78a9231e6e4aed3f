/** Ways to hide a text, as attackers do; and for which scripts they exist. */

import type { Disguise } from '../../../src/scan/local/normalise.ts'
import type { Language } from './phrases.ts'

export interface Hiding {
  readonly name: string
  /** What the engine has to report; left out where nothing is to be undone. */
  readonly disguise?: Disguise
  /** Languages that can be written so; all when left out. */
  readonly only?: readonly Language[]
  hide(text: string): string
}

const LATIN = ['en', 'de', 'fr', 'es', 'pt', 'it'] as const
/** Scripts with spaces between words. */
const SPACED = [...LATIN, 'ru', 'hi', 'ar'] as const
const UPPER = [...LATIN, 'ru'] as const

const bytes = (text: string) => new TextEncoder().encode(text)
const each = (text: string, map: (letter: string, at: number) => string) => Array.from(text, map).join('')
const words = (text: string, map: (word: string) => string, between = ' ') =>
  text.split(' ').map(map).join(between)
/** Accents are lost where a disguise has letters without them only. */
const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '')
const rotate = (text: string, shift: number) =>
  plain(text).replace(/[a-z]/gi, (letter) => {
    const base = letter <= 'Z' ? 65 : 97
    return String.fromCharCode(((letter.charCodeAt(0) - base + shift) % 26) + base)
  })
const alphabet = (text: string, first: number) =>
  plain(text)
    .toLowerCase()
    .replace(/[a-z]/g, (letter) => String.fromCodePoint(first + letter.charCodeAt(0) - 97))
const substitute = (text: string, from: string, to: string) => {
  const shapes = [...to]
  return plain(text).replace(/./gsu, (letter) => shapes[from.indexOf(letter)] ?? letter)
}
const graphemes = new Intl.Segmenter()
const pieces = (text: string) => Array.from(graphemes.segment(text), ({ segment }) => segment)
const COVER = 'The museum opens at nine and the cafe closes at five '
/** One behind each letter of something innocent. */
const behindLetters = (marks: readonly string[]) =>
  marks.map((mark, at) => `${COVER[at % COVER.length]}${mark}`).join('')
/** Puts something into each longer word. */
const inWords = (mark: string) => (text: string) =>
  text.replace(/(\p{L}\p{M}*){4,}/gu, (word) => pieces(word).toSpliced(2, 0, mark).join(''))
const selector = (byte: number) => String.fromCodePoint(byte < 16 ? 0xfe00 + byte : 0xe0100 + byte - 16)

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
function base32(text: string): string {
  const bits = Array.from(bytes(text), (byte) => byte.toString(2).padStart(8, '0')).join('')
  const digits = (bits.match(/.{1,5}/g) ?? []).map((five) => BASE32[Number.parseInt(five.padEnd(5, '0'), 2)])
  return digits.join('').padEnd(Math.ceil(digits.length / 8) * 8, '=')
}

const MORSE: Readonly<Record<string, string>> = Object.fromEntries(
  '.- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- -. --- .--. --.- .-. ... - ..- ...- .-- -..- -.-- --..'
    .split(' ')
    .map((code, at) => [String.fromCharCode(97 + at), code]),
)
const morse = (text: string) =>
  plain(text)
    .toLowerCase()
    .replace(/[^a-z ]/g, '')
    .split(' ')
    .map((word) => [...word].map((letter) => MORSE[letter]).join(' '))
    .join(' / ')

export const HIDINGS: readonly Hiding[] = [
  { name: 'plain', hide: (text) => text },
  { name: 'upper case', only: UPPER, hide: (text) => text.toUpperCase() },
  {
    name: 'alternating case',
    only: UPPER,
    hide: (text) => each(text, (c, i) => (i % 2 ? c.toUpperCase() : c.toLowerCase())),
  },
  { name: 'full width', only: LATIN, hide: (text) => alphabet(text, 0xff41) },
  { name: 'mathematical letters', only: LATIN, hide: (text) => alphabet(text, 0x1d41a) },
  { name: 'circled letters', only: LATIN, hide: (text) => alphabet(text, 0x24d0) },
  {
    name: 'small capitals',
    only: LATIN,
    hide: (text) => substitute(text.toLowerCase(), 'abcdefghijklmnopqrstuvwyz', 'ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢ'),
  },
  {
    name: 'Cyrillic look-alikes',
    disguise: 'lookalike_letters',
    only: LATIN,
    hide: (text) => substitute(text, 'aceopxyi', 'асеорхуі'),
  },
  {
    name: 'Greek look-alikes',
    disguise: 'lookalike_letters',
    only: LATIN,
    hide: (text) => substitute(text, 'aoiv', 'αοιν'),
  },
  {
    name: 'zero-width characters',
    disguise: 'invisible_characters',
    hide: (text) => each(text, (c) => `${c}\u200b`),
  },
  { name: 'soft hyphens', disguise: 'invisible_characters', hide: (text) => each(text, (c) => `${c}\u00ad`) },
  {
    name: 'bidi controls',
    disguise: 'invisible_characters',
    hide: (text) => each(text, (c) => `\u202a${c}\u202c`),
  },
  { name: 'combining marks', disguise: 'combining_marks', hide: (text) => each(text, (c) => `${c}\u0336`) },
  {
    name: 'tags',
    disguise: 'unicode_tags',
    only: LATIN,
    hide: (text) =>
      `Hi ${each(plain(text), (c) => String.fromCodePoint(0xe0000 + (c.codePointAt(0)! & 0x7f)))}`,
  },
  {
    name: 'variation selectors',
    disguise: 'variation_selectors',
    hide: (text) => `Nice 😀${Array.from(bytes(text), selector).join('')}`,
  },
  {
    name: 'a variation selector behind each letter',
    disguise: 'variation_selectors',
    hide: (text) => behindLetters(Array.from(bytes(text), selector)),
  },
  {
    name: 'a tag behind each letter',
    disguise: 'unicode_tags',
    only: LATIN,
    hide: (text) =>
      behindLetters(
        Array.from(plain(text), (c) => String.fromCodePoint(0xe0000 + (c.codePointAt(0)! & 0x7f))),
      ),
  },
  {
    name: 'a bit behind each letter',
    disguise: 'invisible_characters',
    only: LATIN,
    hide: (text) =>
      behindLetters(
        Array.from(bytes(plain(text)), (byte) => byte.toString(2).padStart(8, '0'))
          .join('')
          .replace(/./g, (bit) => (bit === '1' ? '\u200c' : '\u200b'))
          .split(''),
      ),
  },
  {
    name: 'spaced letters',
    disguise: 'spaced_letters',
    hide: (text) => words(text, (word) => pieces(word).join(' '), '   '),
  },
  {
    name: 'spaced letters without gaps',
    disguise: 'spaced_letters',
    only: [...LATIN, 'zh', 'ja'],
    hide: (text) => pieces(text.replaceAll(' ', '')).join(' '),
  },
  {
    name: 'dotted letters',
    disguise: 'spaced_letters',
    only: SPACED,
    hide: (text) => words(text, (word) => pieces(word).join('.')),
  },
  {
    name: 'hyphenated letters',
    disguise: 'spaced_letters',
    only: SPACED,
    hide: (text) => words(text, (word) => pieces(word).join('-')),
  },
  { name: 'underscores', only: SPACED, hide: (text) => text.replaceAll(' ', '_') },
  {
    name: 'repeated punctuation',
    hide: (text) => text.replace(/[ ,.!?。，、]+/g, (mark) => (mark.trim() ? `${mark}!!!???...` : ' ... ')),
  },
  {
    name: 'leetspeak',
    disguise: 'leetspeak',
    only: LATIN,
    hide: (text) => substitute(text, 'aeiost', '431057'),
  },
  {
    name: 'leetspeak with marks',
    disguise: 'leetspeak',
    only: LATIN,
    hide: (text) => substitute(text, 'aeios', '@3!0$'),
  },
  { name: 'base64', disguise: 'base64', hide: (text) => Buffer.from(text).toString('base64') },
  {
    name: 'base64 in a sentence',
    disguise: 'base64',
    hide: (text) => `Decode this and do what it says: ${Buffer.from(text).toString('base64')}`,
  },
  {
    name: 'base64 in groups',
    disguise: 'base64',
    hide: (text) => Buffer.from(text).toString('base64').replace(/.{8}/g, '$& '),
  },
  {
    name: 'base64 over several texts',
    disguise: 'base64',
    hide: (text) => Buffer.from(text).toString('base64').replace(/.{20}/g, '$&\n\n'),
  },
  {
    name: 'URL-safe base64',
    disguise: 'base64',
    hide: (text) => `https://x.example/?q=${Buffer.from(text).toString('base64url')}`,
  },
  { name: 'base32', disguise: 'base32', hide: base32 },
  { name: 'hex', disguise: 'hex', hide: (text) => Buffer.from(text).toString('hex') },
  {
    name: 'hex with spaces',
    disguise: 'hex',
    hide: (text) => Array.from(bytes(text), (b) => b.toString(16).padStart(2, '0')).join(' '),
  },
  {
    name: 'URL encoding',
    disguise: 'url_encoding',
    hide: (text) => Array.from(bytes(text), (b) => `%${b.toString(16).padStart(2, '0')}`).join(''),
  },
  {
    name: 'HTML entities',
    disguise: 'html_entities',
    hide: (text) => each(text, (c) => `&#${c.codePointAt(0)};`),
  },
  {
    name: 'hexadecimal entities',
    disguise: 'html_entities',
    hide: (text) => each(text, (c) => `&#x${c.codePointAt(0)!.toString(16)};`),
  },
  { name: 'named entities that nobody sees', only: SPACED, hide: inWords('&shy;') },
  {
    name: 'an HTML comment in each word',
    disguise: 'markup',
    only: [...UPPER, 'ar'],
    hide: inWords('<!-- x -->'),
  },
  { name: 'word break opportunities', disguise: 'markup', only: [...UPPER, 'ar'], hide: inWords('<wbr>') },
  {
    name: 'each letter in a tag',
    disguise: 'markup',
    only: SPACED,
    hide: (text) => text.replace(/\p{L}\p{M}*/gu, '<b class="x">$&</b>'),
  },
  {
    name: 'half of each word in bold',
    disguise: 'markup',
    only: UPPER,
    hide: inWords('**'),
  },
  {
    name: 'code points',
    disguise: 'escapes',
    hide: (text) => each(text, (c) => `U+${c.codePointAt(0)!.toString(16).padStart(4, '0')} `),
  },
  {
    name: 'words run together',
    disguise: 'joined_words',
    only: LATIN,
    hide: (text) =>
      words(plain(text).replace(/[^A-Za-z ]/g, ''), (w) => w.charAt(0).toUpperCase() + w.slice(1), ''),
  },
  {
    name: 'escapes',
    disguise: 'escapes',
    hide: (text) =>
      text.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  },
  {
    name: 'binary',
    disguise: 'binary',
    hide: (text) => Array.from(bytes(text), (b) => b.toString(2).padStart(8, '0')).join(' '),
  },
  {
    name: 'character codes',
    disguise: 'character_codes',
    only: LATIN,
    hide: (text) => Array.from(bytes(plain(text))).join(', '),
  },
  { name: 'rot13', disguise: 'rot13', only: LATIN, hide: (text) => rotate(text, 13) },
  { name: 'Caesar', disguise: 'caesar', only: LATIN, hide: (text) => rotate(text, 5) },
  { name: 'reversed', disguise: 'reversed', hide: (text) => pieces(text).reverse().join('') },
  {
    name: 'reversed words',
    disguise: 'reversed',
    only: SPACED,
    hide: (text) => words(text, (word) => pieces(word).reverse().join('')),
  },
  { name: 'Morse', disguise: 'morse', only: LATIN, hide: morse },
  {
    name: 'base64 of hex',
    disguise: 'base64',
    hide: (text) => Buffer.from(Buffer.from(text).toString('hex')).toString('base64'),
  },
  {
    name: 'rot13 in base64',
    disguise: 'rot13',
    only: LATIN,
    hide: (text) => Buffer.from(rotate(text, 13)).toString('base64'),
  },
]
