/** Figures of a validation by source, and what each part of the engine is worth alone. */

import { type Head, OPINIONS, rawScore } from '../scan/local/score.ts'
import type { Row } from './corpus.ts'
import { GRAMMAR_EVERY } from './crossval.ts'
import type { Prepared } from './examples.ts'
import { FOLD_COUNT, foldOf, isGrammar, isNatural, isWritten } from './folds.ts'
import { type HeadExample, learnHead, scoreAtRate } from './head.ts'

/** What of the engine speaks. */
export type Part = 'all' | 'rules' | 'table' | 'closer look' | 'without closer look'

const RATES = [0.003, 0.01, 0.03] as const
/** Examples from grammars teach the head little: their wording is ours. */
const GRAMMAR_IN_HEAD = 0.02 * GRAMMAR_EVERY
/** Nor do the written ones, which are harder than what comes in: taken at their number, rules that hardly ever fail would count little. */
const WRITTEN_IN_HEAD = 0.035
/** Those as life has them are no contest: they tell reports of attacks from attacks. */
const NATURAL_IN_HEAD = 0.3
/** What is no open attack is no task of the head's first of all: it shall not pay for it with false alarms. */
const VEILED_IN_HEAD = 0.3

/** Which opinions speak, and whether the rules do. */
const SPEAKS: Readonly<Record<Part, { readonly opinions: readonly number[]; readonly rules: boolean }>> = {
  all: { opinions: [0, 1], rules: true },
  rules: { opinions: [], rules: true },
  table: { opinions: [0], rules: false },
  'closer look': { opinions: [1], rules: false },
  'without closer look': { opinions: [0], rules: true },
}

/** Inputs of the head with those of the other parts at nothing. */
function only(part: Part, inputs: Float64Array): Float64Array {
  if (part === 'all') return inputs
  const { opinions, rules } = SPEAKS[part]
  return inputs.map((input, at) => ((at < OPINIONS ? opinions.includes(at) : rules) ? input : 0))
}

/** What an example counts in the head, against 1 for one of the corpus. */
function weightInHead(row: Row): number {
  if (isGrammar(row)) return GRAMMAR_IN_HEAD
  if (isNatural(row)) return NATURAL_IN_HEAD
  return isWritten(row) ? WRITTEN_IN_HEAD : 1
}

type WithFold = HeadExample & { readonly fold: number }

/** Examples for the head: the text as it stands, scored by a model that did not know its source. */
export function headExamples(
  part: Part,
  rows: readonly (readonly Prepared[])[],
  inputs: readonly Float64Array[][],
): WithFold[] {
  return rows.flatMap((readings, at) => {
    const { row } = readings[0]!
    if (row.kind === 'obfuscated' || (row.source === 'jbb_artifacts' && !row.explicit)) return []
    if (isGrammar(row) && at % GRAMMAR_EVERY !== 0) return []
    const openness = row.label === 1 && !row.explicit ? VEILED_IN_HEAD : 1
    const weight = openness * weightInHead(row)
    return [{ inputs: only(part, inputs[at]![0]!), label: row.label, weight, fold: foldOf(row.source) }]
  })
}

/**
 * Evidence in every row, by a head, too, that did not know its source; of its readings the highest. It is the raw score
 * without the head's bias, which differs from fold to fold.
 */
export function validate(
  part: Part,
  rows: readonly (readonly Prepared[])[],
  inputs: readonly Float64Array[][],
): number[] {
  const examples = headExamples(part, rows, inputs)
  const heads: Head[] = []
  for (let fold = 0; fold < FOLD_COUNT; fold++)
    heads.push(learnHead(examples.filter((example) => example.fold !== fold)))
  return rows.map((readings, at) => {
    const head = heads[foldOf(readings[0]!.row.source)]!
    return Math.max(...inputs[at]!.map((values) => rawScore(head, only(part, values)) - head.bias))
  })
}

const isOwn = (row: Row): boolean => isGrammar(row) || isWritten(row)

/**
 * What stands above the tables.
 * @param features fingerprint of what the weights were learned with
 */
export const title = (features: string): string => `# Figures of the model

Written by the training; see README.md. Fingerprint of code and examples: ${features}.

Every text is scored by parts that saw nothing of its source. The columns are thresholds at which so many of all innocent
texts of the corpus are flagged. \`~\` are sums over the sources of others, \`synthetic\` grammars and \`written\` texts of this
project, the latter held out in pieces of 40 that were written in one go.
`

/** A Markdown table: per source and kind what lies above the scores that `RATES` of the corpus' benign texts exceed. */
export function report(
  part: Part,
  rows: readonly (readonly Prepared[])[],
  scores: readonly number[],
): string {
  const benign = scores.filter((_, at) => !isOwn(rows[at]![0]!.row) && rows[at]![0]!.row.label === 0)
  const thresholds = RATES.map((rate) => scoreAtRate(benign, rate))
  const groups = new Map<string, number[]>()
  for (const [at, readings] of rows.entries()) {
    const { row } = readings[0]!
    const openness = row.label === 0 ? '' : row.explicit ? ', explicit' : ', not explicit'
    const names = isWritten(row)
      ? [
          `written${isNatural(row) ? ', natural' : ''}, ${row.lang}, ${row.label === 0 ? 'innocent' : `attacks${openness}`}`,
        ]
      : [`${row.source}, ${row.kind}${openness}`]
    if (!isOwn(row)) {
      names.push(row.label === 0 ? `~ all ${row.kind}` : `~ all attacks${openness}`)
      names.push(`~ language ${row.lang}, ${row.label === 0 ? 'innocent' : `attacks${openness}`}`)
    }
    for (const name of names) {
      const counts = groups.get(name) ?? [0, 0, 0, 0]
      counts[0]!++
      for (const [i, threshold] of thresholds.entries()) if (scores[at]! > threshold) counts[i + 1]!++
      groups.set(name, counts)
    }
  }
  const lines = [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, [count, ...above]]) => {
      return `| ${name} | ${count} | ${above.map((n) => `${((n / count!) * 100).toFixed(1)}%`).join(' | ')} |`
    })
  const title = RATES.map((rate) => `at ${rate * 100}%`).join(' | ')
  return `\n### ${part}\n\n| source | texts | ${title} |\n|---|---|---|---|---|\n${lines.join('\n')}\n`
}
