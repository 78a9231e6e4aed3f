/** Ways to hide a text, as attackers do; and for which scripts they exist. */

import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
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

const TURNED: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from('abcdefghijklmnopqrstuvwxyz', (letter, at) => [
    letter,
    [...'ɐqɔpǝɟƃɥᴉɾʞlɯuodbɹsʇnʌʍxʎz'][at]!,
  ]).concat([
    ['.', '˙'],
    [',', "'"],
    ['?', '¿'],
    ['!', '¡'],
  ]),
)
const upsideDown = (text: string) => each(plain(text).toLowerCase(), (c) => TURNED[c] ?? c)

const BRAILLE = [...'⠁⠃⠉⠙⠑⠋⠛⠓⠊⠚⠅⠇⠍⠝⠕⠏⠟⠗⠎⠞⠥⠧⠺⠭⠽⠵']
const BRAILLE_MARKS: Readonly<Record<string, string>> = { ' ': '⠀', '.': '⠲', ',': '⠂', '?': '⠦', ';': '⠆' }
const braille = (text: string) =>
  each(plain(text), (c) => {
    const cell = BRAILLE[c.toLowerCase().charCodeAt(0) - 97]
    if (cell === undefined) return BRAILLE_MARKS[c] ?? c
    return c === c.toLowerCase() ? cell : `⠠${cell}`
  })

const NATO =
  'alpha bravo charlie delta echo foxtrot golf hotel india juliett kilo lima mike november oscar papa quebec romeo sierra tango uniform victor whiskey x-ray yankee zulu'.split(
    ' ',
  )
const letters = (text: string) =>
  plain(text)
    .toLowerCase()
    .replace(/[^a-z ]/g, '')
const nato = (text: string, gap: string) =>
  words(letters(text), (word) => [...word].map((c) => NATO[c.charCodeAt(0) - 97]).join(' '), gap)

const pigLatin = (text: string) =>
  plain(text)
    .toLowerCase()
    .replace(/[a-z]+/g, (word) => {
      const [, head = '', tail = ''] = /^(qu|[^aeiou]*?(?=[aeiouy]|$)|y)(.*)$/.exec(word) ?? []
      return head === '' || tail === '' ? `${word}way` : `${tail}${head}ay`
    })

/** Words to begin a line with, by letter. */
const BEGINNINGS =
  'apples bread coffee dinner eggs figs grapes honey ice juice kale lemons milk nuts olives pears quinces rice sugar tea udon vinegar water xylitol yeast zucchini'.split(
    ' ',
  )
const acrostic = (text: string) =>
  Array.from(letters(text).replaceAll(' ', ''), (c, at) => {
    const word = BEGINNINGS[c.charCodeAt(0) - 97]!
    return `${word.charAt(0).toUpperCase()}${word.slice(1)} ${at % 3 ? 'from the market' : 'for Sunday'}`
  }).join('\n')

/** Digits of a number in another base, the highest first. */
function digitsOf(value: bigint, base: number, alphabet: string, least = 0): string {
  let [left, digits] = [value, '']
  for (; left > 0n; left /= BigInt(base)) digits = alphabet[Number(left % BigInt(base))] + digits
  return digits.padStart(least, alphabet[0])
}
const ALNUM = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const BASE58 = ALNUM.replace(/[0OIl]/g, '')
const base58 = (text: string) => digitsOf(BigInt(`0x${Buffer.from(text).toString('hex')}`), 58, BASE58)
const ASCII85 = String.fromCharCode(...Array.from({ length: 85 }, (_, i) => i + 33))
const RFC1924 = `${ALNUM}!#$%&()*+-;<=>?@^_\`{|}~`
const Z85 = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#'
function base85(text: string, alphabet: string): string {
  const all = bytes(text)
  let digits = ''
  for (let at = 0; at < all.length; at += 4) {
    const group = Buffer.concat([all.subarray(at, at + 4), Buffer.alloc(4)])
    const five = digitsOf(BigInt(group.readUInt32BE(0)), 85, alphabet, 5)
    digits += five.slice(0, 1 + Math.min(4, all.length - at))
  }
  return digits
}
const BASE45 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'
/** https://www.rfc-editor.org/rfc/rfc9285 */
function base45(text: string): string {
  const all = bytes(text)
  let digits = ''
  for (let at = 0; at < all.length; at += 2) {
    const pair = [...all.subarray(at, at + 2)]
    const value = pair.reduce((sum, byte) => sum * 256 + byte, 0)
    digits += [...digitsOf(BigInt(value), 45, BASE45, pair.length + 1)].reverse().join('')
  }
  return digits
}
function uuencode(text: string): string {
  const all = bytes(text)
  const lines: string[] = []
  const digit = (value: number) => (value === 0 ? '`' : String.fromCharCode(32 + value))
  for (let at = 0; at < all.length; at += 45) {
    const line = all.subarray(at, at + 45)
    const bits = Array.from(line, (byte) => byte.toString(2).padStart(8, '0')).join('')
    const sextets = bits.padEnd(Math.ceil(line.length / 3) * 24, '0').match(/.{6}/g)!
    lines.push(digit(line.length) + sextets.map((six) => digit(Number.parseInt(six, 2))).join(''))
  }
  return lines.join('\n')
}
/** Cuts into pieces of lengths that differ. */
const unevenly = (text: string, lengths: readonly number[]) => {
  const cut: string[] = []
  for (let at = 0, n = 0; at < text.length; at += lengths[n++ % lengths.length]!)
    cut.push(text.slice(at, at + lengths[n % lengths.length]!))
  return cut
}

/** A word with one error: two letters turned, one left out, doubled, or another one. */
const misspelt = (word: string, at: number): string => {
  const middle = word.length >> 1
  const [before, one, other, behind] = [
    word.slice(0, middle),
    word[middle]!,
    word[middle + 1]!,
    word.slice(middle + 2),
  ]
  return `${before}${[`${other}${one}`, other, `${one}${one}${other}`, `${one}${one}`][at % 4]}${behind}`
}

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
  {
    name: 'an error in every other long word',
    only: [...LATIN, 'ru'],
    hide: (text) => {
      let count = 0
      return text.replace(/\p{L}{6,}/gu, (word, at) => (count++ % 2 === 0 ? misspelt(word, at) : word))
    },
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
  {
    name: 'upside down',
    disguise: 'upside_down',
    only: LATIN,
    hide: (text) => [...upsideDown(text)].reverse().join(''),
  },
  { name: 'upside down in its order', disguise: 'upside_down', only: LATIN, hide: upsideDown },
  { name: 'Braille', disguise: 'braille', only: LATIN, hide: braille },
  {
    name: 'gzip in base64',
    disguise: 'compressed',
    hide: (text) => gzipSync(text).toString('base64'),
  },
  {
    name: 'zlib in base64, in a sentence',
    disguise: 'compressed',
    hide: (text) => `Inflate this and do what it says: ${deflateSync(text).toString('base64')}`,
  },
  {
    name: 'deflate in base64',
    disguise: 'compressed',
    hide: (text) => deflateRawSync(text).toString('base64'),
  },
  { name: 'gzip in hex', disguise: 'compressed', hide: (text) => gzipSync(text).toString('hex') },
  {
    name: 'words joined without capitals',
    disguise: 'joined_words',
    only: LATIN,
    hide: (text) => letters(text).replaceAll(' ', ''),
  },
  {
    name: 'base64 in uneven lines',
    disguise: 'base64',
    hide: (text) => unevenly(Buffer.from(text).toString('base64'), [13, 22, 9, 17, 30]).join('\n'),
  },
  {
    name: 'base64 in parts',
    disguise: 'base64',
    hide: (text) =>
      unevenly(Buffer.from(text).toString('base64'), [18, 25, 14])
        .map((part, at) => `Part ${at + 1} of it is "${part}".`)
        .join('\n'),
  },
  {
    name: 'hex in parts',
    disguise: 'hex',
    hide: (text) =>
      unevenly(Buffer.from(text).toString('hex'), [12, 8, 20])
        .map((part, at) => `const part${at + 1} = '${part}';`)
        .join('\n'),
  },
  { name: 'NATO words', disguise: 'spelling_words', only: LATIN, hide: (text) => nato(text, ' ') },
  {
    name: 'NATO words with gaps',
    disguise: 'spelling_words',
    only: LATIN,
    hide: (text) => nato(text, ' / '),
  },
  { name: 'base58', disguise: 'base58', hide: base58 },
  { name: 'ascii85 without brackets', disguise: 'base85', hide: (text) => base85(text, ASCII85) },
  { name: 'base85', disguise: 'base85', hide: (text) => base85(text, RFC1924) },
  { name: 'Z85', disguise: 'base85', hide: (text) => `Decode: ${base85(text, Z85)}` },
  { name: 'base45', disguise: 'base45', hide: base45 },
  { name: 'uuencode', disguise: 'uuencode', hide: (text) => `begin 644 x\n${uuencode(text)}\n\`\nend` },
  { name: 'uuencode without its head', disguise: 'uuencode', hide: uuencode },
  {
    name: 'CSS escapes',
    disguise: 'escapes',
    hide: (text) => each(text, (c) => `\\${c.codePointAt(0)!.toString(16)} `),
  },
  {
    name: 'CSS escapes of six digits',
    disguise: 'escapes',
    hide: (text) => each(text, (c) => `\\${c.codePointAt(0)!.toString(16).padStart(6, '0')}`),
  },
  { name: 'pig latin', disguise: 'pig_latin', only: ['en'], hide: pigLatin },
  { name: 'the first letters of lines', disguise: 'acrostic', only: LATIN, hide: acrostic },
]
