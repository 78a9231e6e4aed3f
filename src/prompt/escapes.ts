/**
 * What stands in a text as character references of HTML and XML, as escapes of JSON, JavaScript, YAML and others, as
 * percents, or as binary data of YAML: a model reads it as easily as letters. Nobody writes ASCII letters like that, nor
 * three others in a row, but who wants to hide them or quotes a file in which they are.
 * https://html.spec.whatwg.org/#character-references · https://yaml.org/type/binary.html
 */

import { isPrintable } from './sniff.ts'

/** Hexadecimal and decimal codes of A-Z and a-z. */
const HEX = '(?:4[1-9a-f]|5[0-9a]|6[1-9a-f]|7[0-9a])'
const DECIMAL = '(?:6[5-9]|[78]\\d|90|9[7-9]|1[01]\\d|12[0-2])'

const REFERENCE_TO_LETTER = new RegExp(
  `&#(?:x0*${HEX}|0*${DECIMAL})(?![0-9a-f])|(?:&#x?[0-9a-f]{2,6};){3}`,
  'i',
)
const ESCAPE_OF_LETTER = new RegExp(
  `\\\\(?:u00${HEX}|u\\{0*${HEX}\\}|U000000${HEX}|x${HEX})|(?:\\\\u[0-9a-f]{4}){3}|(?:\\\\x[89a-f][0-9a-f]){6}`,
  'i',
)
const PERCENTS_OF_LETTERS = new RegExp(`(?:%${HEX}){3}|(?:%[89a-f][0-9a-f]){6}|(?:%u[0-9a-f]{4}){3}`, 'i')

const REFERENCE = /&#(?:x([0-9a-f]{1,6})|(\d{1,7}));?/gi
const ESCAPE = /(?:\\|%)u([0-9a-fA-F]{4})|\\(?:u\{([0-9a-fA-F]{1,6})\}|U([0-9a-fA-F]{8}))/g
const BYTES = /(?:(?:\\x|%)[0-9a-f]{2})+/gi
const BINARY = /!!binary\s*["'|>]?[+-]?((?:\s*[A-Za-z0-9+/]+={0,2})+)/g

/** @returns the lines with escaped letters, as a model reads them; empty when there are none */
export function unescapedText(text: string): string {
  const isEscaped =
    (text.includes('&#') && REFERENCE_TO_LETTER.test(text)) ||
    (text.includes('\\') && ESCAPE_OF_LETTER.test(text)) ||
    (text.includes('%') && PERCENTS_OF_LETTERS.test(text))
  const binary = text.includes('!!binary') ? binaryIn(text) : []
  return [...(isEscaped ? escapedLines(text).map(plain) : []), ...binary].join('\n')
}

const escapedLines = (text: string): string[] =>
  text
    .split('\n')
    .filter(
      (line) =>
        REFERENCE_TO_LETTER.test(line) || ESCAPE_OF_LETTER.test(line) || PERCENTS_OF_LETTERS.test(line),
    )

const plain = (line: string): string =>
  line
    .replace(REFERENCE, (all, hex, decimal) =>
      characterOf(hex === undefined ? +decimal : Number.parseInt(hex, 16), all),
    )
    .replace(ESCAPE, (all, ...codes: unknown[]) =>
      characterOf(Number.parseInt(String(codes.slice(0, 3).find((code) => code !== undefined)), 16), all),
    )
    .replace(BYTES, (all) => Buffer.from(all.replace(/\\x|%/gi, ''), 'hex').toString())

const characterOf = (code: number, otherwise: string): string =>
  code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : otherwise

function binaryIn(text: string): string[] {
  return [...text.matchAll(BINARY)]
    .map(([, data = '']) => Buffer.from(data, 'base64').toString())
    .filter((found) => found !== '' && isPrintable(found) && !found.includes('\ufffd'))
}
