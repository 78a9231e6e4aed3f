/**
 * One score out of the table's windows, a closer look and the rules' hits: a small linear head, learned on texts whose
 * source the other parts had not seen, then bent so that the thresholds mean a rate of false alarms.
 */

import { credence, PLAIN } from './credence.ts'
import type { Hit } from './match.ts'
import { isReadWhole } from './places.ts'
import { RULES } from './rules.ts'

export interface Head {
  /** One weight per input of `headInputs`; none of them is negative: evidence never exonerates. */
  readonly weights: Float64Array
  readonly bias: number
  /** Raw scores that become 0.3, 0.5 and 0.8. */
  readonly anchors: readonly [number, number, number]
}

/** The table has one input, the closer look another, and the rules two each: a hit, and a hit within one sentence; the last is `ORDERED`. */
export const OPINIONS = 2
/** What hits are evidence of, and where among it stands that one of a trusted rule gives an order. */
const EVIDENCE = 2 * RULES.length + 1
const ORDERED = EVIDENCE - 1
export const HEAD_INPUTS = OPINIONS + EVIDENCE
/** The window sizes that speak: clauses are too short to be sure of, pages too long to be hit by one attack. */
const SPEAKING = [1, 2] as const
/** What the table and the closer look may say at most, in log-odds: they know words, not sources they have never seen. */
const MOST = 6
/** The least that the table may say where a hit stands that nothing excuses: there are innocent words around any attack in a document. */
const LEAST_OF_PLAIN = -1
/** The weight from which a rule is trusted where a hit leads a sentence, stands within it, and nothing excuses it; and the least that the closer look may then say: it doubts words that it knows from honest texts. */
const TRUSTED = 0.6
const LEAST_OF_ORDERED = 2
/** What the rules say counts so much where the closer look reads all of a text, and tells reports from orders. */
const SAY_BESIDE_READER = 0.3
/** Log-odds that make one unit of an input. */
const UNIT = 3
/** Log-odds that a closer look hardly ever exceeds where the table sees nothing. */
const TELLING = 3

/**
 * Per rule the best credence of its hits, then the same of those within one sentence, and 1 where an order is given.
 * @param best zeros, which become that
 */
export function evidence(hits: readonly Hit[], best = new Float64Array(EVIDENCE)): Float64Array {
  for (const hit of hits) {
    const at = hit.number
    const worth = credence(hit)
    if (worth > best[at]!) best[at] = worth
    if (hit.tight && worth > best[RULES.length + at]!) best[RULES.length + at] = worth
    if (hit.tight && hit.leads && worth >= PLAIN && hit.rule.weight >= TRUSTED) best[ORDERED] = 1
  }
  return best
}

/**
 * Inputs of the head: opinions, then the rules.
 * @param windows score of the best window per scale, with its bias
 * @param closer log-odds of the closer look
 * @param words how many the closer look is asked about
 */
export function headInputs(
  windows: readonly number[],
  closer: number,
  rules: Float64Array,
  words: number,
): Float64Array {
  const inputs = new Float64Array(HEAD_INPUTS)
  inputs[0] = tableInput(windows, rules)
  inputs[1] = closerInput(closer, isOrdered(rules))
  const say = sayOfRules(words)
  for (let i = 0; i < EVIDENCE; i++) inputs[OPINIONS + i] = rules[i]! * (i === ORDERED ? 1 : say)
  return inputs
}

const sayOfRules = (words: number): number => (isReadWhole(words) ? SAY_BESIDE_READER : 1)

/**
 * The raw score of a text with these hits. A closer look is only taken where it can matter: where the text would reach the
 * lowest threshold with `TELLING`, and not the highest without it.
 */
export function scoreOf(
  head: Head,
  windows: readonly number[],
  hits: readonly Hit[],
  words: number,
  look: () => number,
): number {
  const { weights, bias, anchors } = head
  const rules = hits.length > 0 ? evidence(hits, seen.fill(0)) : NO_EVIDENCE
  const ordered = isOrdered(rules)
  let said = 0
  for (let i = 0; i < ORDERED && i < rules.length; i++) said += weights[OPINIONS + i]! * rules[i]!
  let sum = bias + weights[0]! * tableInput(windows, rules) + said * sayOfRules(words)
  if (ordered) sum += weights[OPINIONS + ORDERED]!
  const withCloser = (logOdds: number) => sum + weights[1]! * closerInput(logOdds, ordered)
  const least = withCloser(-MOST)
  if (least >= anchors[2]) return Math.max(sum, least)
  return withCloser(TELLING) < anchors[0] ? least : withCloser(look())
}

const NO_EVIDENCE = new Float64Array(0)
const seen = new Float64Array(EVIDENCE)

const isOrdered = (rules: Float64Array): boolean => rules[ORDERED]! > 0

const between = (least: number, value: number, most: number): number => Math.min(most, Math.max(least, value))

/** What the table may say of a text with this evidence. */
function tableInput(windows: readonly number[], rules: Float64Array): number {
  let sum = 0
  for (const scale of SPEAKING) sum += windows[scale]!
  const least = rules.some((worth) => worth >= PLAIN) ? LEAST_OF_PLAIN : -MOST
  return between(least, sum / SPEAKING.length, MOST) / UNIT
}

/** And the closer look. */
const closerInput = (logOdds: number, ordered: boolean): number =>
  between(ordered ? LEAST_OF_ORDERED : -MOST, logOdds, MOST) / UNIT

export function rawScore(head: Head, inputs: Float64Array): number {
  let sum = head.bias
  for (let i = 0; i < inputs.length; i++) sum += head.weights[i]! * inputs[i]!
  return sum
}

/** Log-odds of 0.3, 0.5 and 0.8. */
const AT_ANCHOR = [Math.log(0.3 / 0.7), 0, Math.log(0.8 / 0.2)] as const

/** A raw score as 0-1: linear between the anchors in log-odds, and on with the same slope outside of them. */
export function calibrate(head: Head, raw: number): number {
  const [high, medium, low] = head.anchors
  const lower = raw < medium
  const slope = lower
    ? (AT_ANCHOR[1] - AT_ANCHOR[0]) / (medium - high)
    : (AT_ANCHOR[2] - AT_ANCHOR[1]) / (low - medium)
  return 1 / (1 + Math.exp(-(raw - medium) * slope))
}
