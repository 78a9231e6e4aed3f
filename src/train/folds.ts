/**
 * Which source is validated with which: a split by source, never by row. Sources made of one another
 * (attacks of promptwall and garak put into the documents of the gateways) stay together.
 */

import type { Row } from './corpus.ts'

const FOLDS: readonly (readonly string[])[] = [
  [
    'promptwall',
    'derived_encoded_train',
    'derived_indirect_train',
    'garak_direct',
    'pallms',
    'apisix_docs',
    'higress_docs',
  ],
  ['purplellama_pi', 'self_instruct', 'synthetic_fr', 'synthetic_zh'],
  ['asb', 'injecagent_part', 'llmguard_docs', 'nemo_docs', 'synthetic_es', 'synthetic_hi'],
  ['jbb_artifacts', 'plexpt_zh', 'fuzzyai_benign', 'synthetic_pt', 'synthetic_ru'],
  ['awesome_prompts', 'garak_dan', 'giskard', 'self_reminder', 'synthetic_de', 'synthetic_ja'],
  ['mitre_frr', 'garak_latent', 'garak_docs', 'synthetic_it', 'synthetic_ar'],
  ['cse_instruct', 'spikee_fin_benign', 'synthetic_en'],
]

export const FOLD_COUNT = FOLDS.length

const foldOfSource = new Map(
  FOLDS.flatMap((sources, fold) => sources.map((source) => [source, fold] as const)),
)

/** What the sources of our own examples begin with: written one by one, and those of them that are as life has them. */
export const WRITTEN = 'written_'
export const NATURAL = `${WRITTEN}natural_`

/** Examples of our own: from grammars, and written one by one. */
export const isGrammar = ({ source }: Pick<Row, 'source'>): boolean => source.startsWith('synthetic_')
export const isWritten = ({ source }: Pick<Row, 'source'>): boolean => source.startsWith(WRITTEN)
export const isNatural = ({ source }: Pick<Row, 'source'>): boolean => source.startsWith(NATURAL)

/** The fold of a source; unknown ones are spread by their name. */
export function foldOf(source: string): number {
  const known = foldOfSource.get(source) ?? pieceOf(source)
  if (known !== undefined) return known
  let sum = 0
  for (const letter of source) sum = (sum * 31 + letter.charCodeAt(0)) % 9973
  return sum % FOLD_COUNT
}

/** Written examples are split by the piece that their source ends with. */
function pieceOf(source: string): number | undefined {
  return isWritten({ source }) ? Number(source.slice(source.lastIndexOf('_') + 1)) : undefined
}

/** Attacks of one family share wording: being seen in two of them does not make a feature general. */
export function familyOf(source: string): string {
  if (source.startsWith('derived_') || source === 'promptwall') return 'promptwall'
  if (source.startsWith('garak_')) return 'garak'
  if (source === 'asb' || source === 'injecagent_part') return 'agents'
  return source
}
