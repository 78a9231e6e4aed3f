/** What a scanner gets to see of a request: pieces of text, each with who says it and where it stands. */

export const ROLES = [
  'system',
  'developer',
  'user',
  'assistant',
  'tool',
  'tool_definition',
  'document',
  'schema',
  'unknown',
] as const
export type Role = (typeof ROLES)[number]

export interface Segment {
  readonly role: Role
  /** Where the text stands in the body, e.g. `messages[2].content[0].text`; empty for the whole body. */
  readonly path: string
  readonly text: string
  /**
   * The string that holds exactly this text, by its number in the walk: what another text can be put in the place of.
   * Missing for a part of a string or several, and in a body that is not to be rewritten.
   */
  readonly place?: number
  /** Its words stand in other segments, too: nothing of it is to be replaced, nor to be found twice. */
  readonly repeats?: true
}

/** What a path shows of a key that may be prompt text, which must not reach a log or an error. */
export const HIDDEN = '[*]'

/** What a path shows of a key that no format names. */
export const shownName = (key: string): string => (isPlainName(key) ? key : HIDDEN)

/** The path of a member that no format names. */
export function memberPath(parent: string, key: string): string {
  const name = shownName(key)
  if (name === HIDDEN) return parent + name
  return parent === '' ? name : `${parent}.${name}`
}

/** The end of the path of an item of an array. */
export const itemStep = (index: number): string => INDICES[index] ?? `[${index}]`

/** Of short arrays, as most are: to put each together takes half of the time that its path does. */
const INDICES = Array.from({ length: 64 }, (_, index) => `[${index}]`)

const NAME = /^[A-Za-z_$][\w$]{0,39}$/
/** `additionalModelRequestFields` has four; a sentence with its spaces replaced has more. */
const MAX_WORDS = 4
/** The same few keys come again and again; a set of those seen is bounded by their length and its own size. */
const plainNames = new Set<string>()

function isPlainName(key: string): boolean {
  if (plainNames.has(key)) return true
  if (!NAME.test(key) || (key.match(/[A-Za-z][a-z]*/g)?.length ?? 0) > MAX_WORDS) return false
  if (plainNames.size < 1024) plainNames.add(key)
  return true
}
