/**
 * Which source is validated with which: a split by source, never by row. Sources made of one another
 * (attacks of promptwall and garak put into the documents of the gateways) stay together.
 */

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

/** The fold of a source; unknown ones are spread by their name. */
export function foldOf(source: string): number {
  const known = foldOfSource.get(source)
  if (known !== undefined) return known
  let sum = 0
  for (const letter of source) sum = (sum * 31 + letter.charCodeAt(0)) % 9973
  return sum % FOLD_COUNT
}

/** Attacks of one family share wording: being seen in two of them does not make a feature general. */
export function familyOf(source: string): string {
  if (source.startsWith('derived_') || source === 'promptwall') return 'promptwall'
  if (source.startsWith('garak_')) return 'garak'
  if (source === 'asb' || source === 'injecagent_part') return 'agents'
  return source
}
