/**
 * A piece of a file that comes in several requests. Only the first one shows what the file is; a later one is read as what
 * it looks like by itself, behind the end of what precedes it, so that no sentence is cut.
 */

import { isUtf8 } from 'node:buffer'
import { batchLine } from './batch-line.ts'
import { walkContent } from './content.ts'
import { textInNoise } from './noise.ts'
import { isPrintable, SNIFF_BYTES, withoutCutEnds } from './sniff.ts'
import { addDecoded, addText, type Walk } from './walk.ts'
import { encodedText } from './whole.ts'

export interface Piece {
  /** Bytes of the file before it. */
  readonly offset: number
  /** The last of these; undefined when they are not known. */
  readonly before: Uint8Array | undefined
  /** Whether it is not all of the file, and nobody knows what will stand behind it: as text it is refused. */
  readonly isPart?: boolean
}

/** What a first piece is, it must show. */
const MIN_FIRST = SNIFF_BYTES

/**
 * @returns no model: a file asks for none
 * @throws {ProxyError} as `walkContent` does
 */
export function walkPiece(walk: Walk, bytes: Uint8Array, { offset, before, isPart }: Piece): undefined {
  const whole = withoutCutEnds(bytes)
  const isText = isUtf8(whole) && isPrintable(Buffer.from(whole).toString())
  if (offset === 0 && !(isPart && isText)) {
    walkContent(walk, { bytes: whole, type: '', rule: batchLine, role: 'document', path: '' })
    return
  }
  // A signature may be cut, and a sentence.
  if (offset < MIN_FIRST || (isText && !before)) walk.unscannable.push('')
  const all = before ? Buffer.concat([before, bytes]) : Buffer.from(bytes)
  if (isText) addText(walk, encodedText(all.toString()), 'document', '')
  else addDecoded(walk, textInNoise(all), 'document', '')
}
