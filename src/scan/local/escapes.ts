/**
 * Characters written as escapes: percent, HTML entities, `\u`, `\x`, `U+`, octal, CSS, quoted-printable; and marks of HTML and
 * Markdown in the midst of words. The whole stretch from the first to the last is read.
 */

import type { Disguise } from './normalise.ts'
import { LEAST_MESSAGE, type Payload } from './payload.ts'

interface Notation {
  readonly disguise: Disguise
  /** What every escape contains; tells quickly that there is none. */
  readonly mark: string
  /** How far apart the marks of three escapes in a row stand, where they have to stand in a row. */
  readonly step?: number
  readonly shape: RegExp
  readonly read: (match: string) => string
  /** What is a disguise between two letters alone. */
  readonly inWords?: true
}

const NAMED: Readonly<Record<string, string | undefined>> = Object.assign(Object.create(null), {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  colon: ':',
  period: '.',
  comma: ',',
  excl: '!',
  hyphen: '-',
  Tab: ' ',
  NewLine: '\n',
  ...Object.fromEntries('ensp emsp thinsp numsp puncsp hairsp'.split(' ').map((name) => [name, ' '])),
  // Nobody sees them.
  ...Object.fromEntries(
    'shy zwj zwnj lrm rlm ZeroWidthSpace NoBreak InvisibleTimes InvisibleComma'
      .split(' ')
      .map((name) => [name, '']),
  ),
})

/** Tags that separate no words, and comments. */
const INLINE_TAG =
  '<(?:!--[^<>]{0,200}--|/?(?:[abiqsu]|em|tt|ins|del|sub|sup|wbr|bdi|bdo|var|kbd|code|font|mark|span|small|strong)(?:\\s[^<>]{0,200})?/?)>'

const point = (value: number) => (value > 0 && value <= 0x10ffff ? String.fromCodePoint(value) : '')

const NOTATIONS: readonly Notation[] = [
  {
    disguise: 'url_encoding',
    mark: '%',
    shape: /(?:%[0-9a-fA-F]{2})+|(?:%u[0-9a-fA-F]{4})+/g,
    read: readPercent,
  },
  // Quoted-printable: https://www.rfc-editor.org/rfc/rfc2045#section-6.7
  {
    disguise: 'escapes',
    mark: '=',
    step: 3,
    shape: /(?:=[0-9A-F]{2}){3,}/g,
    read: (match) => readPercent(match.replaceAll('=', '%')),
  },
  {
    disguise: 'html_entities',
    mark: '&',
    shape: /&(?:#x[0-9a-fA-F]{1,6}|#\d{1,7}|[a-zA-Z]{2,16});?/g,
    read: readEntity,
  },
  {
    disguise: 'escapes',
    mark: '\\',
    shape: /\\(?:u\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2}|[01]?[0-7]{2})/g,
    read: (match) =>
      point(Number.parseInt(match.replace(/^\\[uUx]?\{?|\}$/g, ''), /^\\\d/.test(match) ? 8 : 16)),
  },
  // As CSS writes them: https://www.w3.org/TR/css-syntax-3/#consume-escaped-code-point
  {
    disguise: 'escapes',
    mark: '\\',
    shape: /\\0{0,4}(?:[2-7a-fA-F][0-9a-fA-F]|[0-9a-fA-F]{3,5})(?![0-9a-fA-F])\s?/g,
    read: (match) => point(Number.parseInt(match.slice(1), 16)),
  },
  // As the Unicode Standard writes them, with a separator behind each.
  {
    disguise: 'escapes',
    mark: 'U+',
    shape: /U\+[0-9a-fA-F]{4,6}\b[ ,;]?/g,
    read: (match) => point(Number.parseInt(match.slice(2), 16)),
  },
  {
    disguise: 'markup',
    mark: '<',
    shape: new RegExp(`(?:${INLINE_TAG})+`, 'g'),
    read: () => '',
    inWords: true,
  },
  { disguise: 'markup', mark: '*', shape: /\*{1,3}/g, read: () => '', inWords: true },
]

/** Of three characters, and matched in a row. */
const BYTE = /^[%=]/
/** The last letter before, and the first one behind. */
const [ENDS_IN_LETTER, LETTER] = [/[\p{L}\p{M}]$/u, /^\p{L}/u]

const isInWord = (text: string, start: number, end: number): boolean =>
  ENDS_IN_LETTER.test(text.slice(Math.max(0, start - 2), start)) && LETTER.test(text.slice(end, end + 2))

/** For private use: the pictures of an icon font, which say nothing. */
const PICTURES = /^\p{Co}+$/u

/** Escapes that stand this far apart do not belong together, in characters. */
const GAP = 80
/** Fewer than this and the text reads well without decoding. */
const LEAST_ESCAPES = 3

/** Whether there may be a letter before a place: one of ASCII, or something else. */
function mayFollowLetter(text: string, at: number): boolean {
  const unit = text.charCodeAt(at - 1) | 0x20
  return (unit >= 0x61 && unit <= 0x7a) || unit >= 0x80
}

/** Whether there are as many marks as it takes. */
function mayHold(text: string, { mark, step, inWords }: Notation): boolean {
  let marks = 0
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) {
    if (step !== undefined) {
      if (text[at + step] === mark && text[at + 2 * step] === mark) return true
    } else if ((!inWords || mayFollowLetter(text, at)) && ++marks >= LEAST_ESCAPES) return true
  }
  return false
}

/** Stretches of escapes, decoded. Linear in the text. */
export function decodeEscapes(text: string): Payload[] {
  const payloads: Payload[] = []
  for (const notation of NOTATIONS) {
    if (!mayHold(text, notation)) continue
    const { disguise, shape, read, inWords } = notation
    let out = ''
    let start = -1
    let end = 0
    let count = 0
    const flush = () => {
      if (count >= LEAST_ESCAPES && out.trim().length >= LEAST_MESSAGE)
        payloads.push({ text: out, start, end, disguise })
    }
    for (const match of text.matchAll(shape)) {
      const at = match.index
      if (start < 0 || at - end > GAP) {
        flush()
        // Words before the first escape belong to the message: "Ign%6fre all".
        start = Math.max(end, at - GAP)
        end = start
        out = ''
        count = 0
      }
      const said = read(match[0])
      out += text.slice(end, at) + said
      end = at + match[0].length
      if (BYTE.test(match[0])) count += match[0].length / 3
      else if ((!inWords || isInWord(text, at, end)) && !PICTURES.test(said)) count++
    }
    const tail = Math.min(text.length, end + GAP)
    if (count > 0) {
      out += text.slice(end, tail)
      end = tail
    }
    flush()
  }
  return payloads
}

function readPercent(match: string): string {
  // Of JavaScript's `escape`
  if (match[1] === 'u')
    return match.replace(/%u(....)/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))
  try {
    return decodeURIComponent(match)
  } catch {
    return match
  }
}

function readEntity(match: string): string {
  const body = match.replace(/^&|;$/g, '')
  if (body.startsWith('#x')) return point(Number.parseInt(body.slice(2), 16))
  if (body.startsWith('#')) return point(Number.parseInt(body.slice(1), 10))
  return NAMED[body] ?? match
}
