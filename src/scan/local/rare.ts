/** Characters that hardly any text has, and some decoders are after: whether there are any is known when a text is folded. */

/** Letters that are nothing but turned ones in text that is no phonetics, and what they are. */
export const TURNED: Readonly<Record<string, string>> = {
  ɐ: 'a',
  ɔ: 'c',
  ǝ: 'e',
  ɟ: 'f',
  ƃ: 'g',
  ɓ: 'g',
  ᵷ: 'g',
  ɥ: 'h',
  ᴉ: 'i',
  ı: 'i',
  ɾ: 'j',
  ɿ: 'j',
  ʞ: 'k',
  ʃ: 'l',
  ꞁ: 'l',
  ן: 'l',
  ɯ: 'm',
  ɹ: 'r',
  ʇ: 't',
  ʌ: 'v',
  ʍ: 'w',
  ʎ: 'y',
  '∀': 'A',
  Ɔ: 'C',
  ᗡ: 'D',
  Ǝ: 'E',
  Ⅎ: 'F',
  '⅁': 'G',
  פ: 'G',
  ſ: 'J',
  '⋊': 'K',
  '˥': 'L',
  Ꞁ: 'L',
  Ԁ: 'P',
  Ὸ: 'Q',
  ᴚ: 'R',
  '┴': 'T',
  '⊥': 'T',
  Ʇ: 'T',
  '∩': 'U',
  Λ: 'V',
  Ʌ: 'V',
  '⅄': 'Y',
}

/** The first and the last cell of Braille. */
export const BRAILLE = { first: 0x2800, last: 0x28ff } as const

/** A bit each. */
export const RARE = { turned: 1, braille: 2 } as const

const turned = new Set(Object.keys(TURNED).map((letter) => letter.charCodeAt(0)))

/** What a code point is of `RARE`, 0 for most. */
export const rareOf = (point: number): number =>
  point >= BRAILLE.first && point <= BRAILLE.last ? RARE.braille : turned.has(point) ? RARE.turned : 0
