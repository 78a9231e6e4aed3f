/**
 * Characters that look like a letter without being a form of it in Unicode's own tables (NFKC does not know
 * them): small capitals, turned letters, negative squares, regional indicators. Letters of living alphabets
 * (Cyrillic, Greek) are not here: those are judged by the word they stand in, see scripts.ts.
 */

const SHAPES: Readonly<Record<string, string>> = {
  a: 'ᴀɐɑ∀Ꭺ',
  b: 'ʙɓƀᏴ',
  c: 'ᴄɔƈⅽᏟ',
  d: 'ᴅɖɗđᎠ',
  e: 'ᴇɘǝɛℯ℮Ꭼ',
  f: 'ꜰɟƒ',
  g: 'ɢƃɡɠᏀ',
  h: 'ʜɥħɦᎻ',
  i: 'ɪᴉıɩɨıᎥ',
  j: 'ᴊɾʝᎫ',
  k: 'ᴋʞƙᏦ',
  l: 'ʟꞁłƚɫⅼᏞ',
  m: 'ᴍɯɱⅿᎷ',
  n: 'ɴŋɲɳ',
  o: 'ᴏøɵᎾ',
  p: 'ᴘƥᏢ',
  q: 'ꞯʠ',
  r: 'ʀɹɍɽᎡ',
  s: 'ꜱʂᏚ',
  t: 'ᴛʇŧƭᎢ',
  u: 'ᴜʊʉ',
  v: 'ᴠʌᏙ',
  w: 'ᴡʍɯᎳ',
  x: 'ⅹ',
  y: 'ʏʎɏƴᎩ',
  z: 'ᴢƶʐᏃ',
}

/** Blocks in which the letters A-Z follow one another. */
const ALPHABETS: readonly number[] = [0x1f150, 0x1f170, 0x1f1e6]

/** Look-alike character to the Latin letter it stands for. */
export const LOOKALIKES: ReadonlyMap<string, string> = build()

function build(): Map<string, string> {
  const map = new Map<string, string>()
  for (const [letter, shapes] of Object.entries(SHAPES))
    for (const shape of shapes) if (!map.has(shape)) map.set(shape, letter)
  for (const first of ALPHABETS)
    for (let i = 0; i < 26; i++) map.set(String.fromCodePoint(first + i), String.fromCharCode(0x61 + i))
  return map
}
