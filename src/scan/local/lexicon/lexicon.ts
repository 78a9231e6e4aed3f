/**
 * Concepts: what the words of an attack stand for, in any language. Rules are written on concepts, so that one
 * rule speaks all the languages whose words are listed.
 *
 * Notation: phrases separated by `|`; a final `*` stands for any ending of the word; `^` at the start only
 * matches at the start of a line. Accents, case, hyphens and the like are folded as in any text.
 */

export const CONCEPTS = [
  'ignore',
  'drop',
  'prior',
  'all',
  'instructions',
  'sysprompt',
  'reveal',
  'verbatim',
  'secret',
  'youare',
  'unlimited',
  'nonrefusal',
  'newtask',
  'assistant',
  'authority',
  'exfiltrate',
  'data',
  'destination',
  'destructive',
  'covert',
  'decode',
  'obey',
  'meta',
  'safety',
  'you',
  'answer',
  'not',
  'faketag',
  'endmark',
  'yourprompt',
  'yoursecret',
  'insteadof',
  'audience',
  'hide',
  'pressure',
  'usetool',
  'payload',
  'urlcarry',
  'startwith',
  'affirm',
  'twovoices',
  'dictate',
  'ask',
  'object',
  'order',
  'above',
  'reprint',
  'reported',
  'mundane',
  'indefinite',
  'notafter',
] as const
export type Concept = (typeof CONCEPTS)[number]
export type Lexicon = Readonly<Partial<Record<Concept, string>>>
