/**
 * What a provider sealed and will open itself: signatures, encrypted reasoning. It is noise in base64 or base64url, with
 * a beginning of the vendor's own (a protocol buffer, a Fernet token), and never a text or an archive.
 */

import { type Attachment, bytesOfBase64, hiddenText } from './attachment.ts'
import { textInSeal } from './disguise.ts'
import { RecentStrings } from './recent-strings.ts'
import { signed } from './sniff.ts'
import { isNoiseSeal } from './sure-noise.ts'

/** A byte order mark, which noise may also begin with. */
const UTF16 = /^(?:\/\/|__)4|^\/v8|^_v8/

/**
 * Seals that are known to be noise: a conversation brings the same ones with each turn. Few, as to remember one takes
 * about as long as to see that it is noise.
 */
const recent = new RecentStrings(512)
/** Characters of one that is remembered. */
const LONGEST_KNOWN = 8192
const NOISE: Attachment = { kind: 'media' }

/** @returns `media` for noise */
export function readSeal(value: string): Attachment {
  if (recent.has(value)) return NOISE
  const seal = isNoiseSeal(value) ? NOISE : lookInto(value)
  if (seal.kind === 'media' && value.length <= LONGEST_KNOWN) recent.add(value)
  return seal
}

function lookInto(value: string): Attachment {
  const bytes = bytesOfBase64(value)
  if (bytes === undefined) return { kind: 'string' }
  const isUtf16 = (bytes[0] as number) >= 0xfe && UTF16.test(value)
  if (!isUtf16 && signed(bytes) === 'container') return { kind: 'unscannable' }
  const text = (isUtf16 && hiddenText(value)) || textInSeal(value, bytes)
  return text === '' ? NOISE : { kind: 'text', text }
}
