/**
 * One score out of the model's windows and the rules' hits: a small linear head, learned on texts whose source
 * the model had not seen, then bent so that the thresholds mean a rate of false alarms.
 */

import type { Hit } from './match.ts'
import { RULES, ruleNumber } from './rules.ts'

export interface Head {
  /** One weight per input of `headInputs`; none of them is negative: evidence never exonerates. */
  readonly weights: Float64Array
  readonly bias: number
  /** Raw scores that become 0.3, 0.5 and 0.8. */
  readonly anchors: readonly [number, number, number]
}

/** The model has one input, the rules two each: a hit, and a hit within one sentence. */
export const HEAD_INPUTS = 1 + 2 * RULES.length
/** The window sizes that speak: clauses are too short to be sure of, pages too long to be hit by one attack. */
const SPEAKING = [1, 2] as const
/**
 * What the model may say at most, in log-odds: it knows words, not sources it has never seen. It speaks for a text only
 * where all that the rules hit is quoted, talked about or forbidden: innocent words alone are around any attack that
 * hides in a document.
 */
const MOST = 1.5

/** What a hit is worth that nothing speaks for. */
const PLAIN = 1
/** What all hits of a text are worth at most where the model, too, may not accuse: it takes the words of an excused hit for an attack's. */
const EXCUSED = 0.2

/**
 * What a hit is worth where the text quotes, talks about attacks, tells what somebody said, names a subject of everyday
 * life, or forbids what the rule looks for.
 */
export function credence(hit: Hit): number {
  if (hit.mundane) return 0.05
  if (hit.negated || (hit.meta && hit.quoted)) return 0.15
  if (hit.reported) return hit.meta || hit.quoted ? 0.2 : 0.4
  return hit.meta || hit.quoted ? 0.7 : PLAIN
}

/** Per rule the best credence of its hits, then the same of those within one sentence. */
export function evidence(hits: readonly Hit[]): Float64Array {
  const best = new Float64Array(2 * RULES.length)
  for (const hit of hits) {
    const at = ruleNumber(hit.rule)
    const worth = credence(hit)
    if (worth > best[at]!) best[at] = worth
    if (hit.tight && worth > best[RULES.length + at]!) best[RULES.length + at] = worth
  }
  return best
}

/**
 * Inputs of the head: the model's opinion, then the rules.
 * @param windows score of the best window per scale, with its bias
 */
export function headInputs(windows: readonly number[], rules: Float64Array): Float64Array {
  const inputs = new Float64Array(HEAD_INPUTS)
  inputs[0] = opinion(windows, rules)
  inputs.set(rules, 1)
  return inputs
}

const NO_EVIDENCE = new Float64Array(0)

/** The raw score of a text with these hits: that of its inputs, without making any where nothing was hit. */
export function scoreOf(head: Head, windows: readonly number[], hits: readonly Hit[]): number {
  if (hits.length > 0) return rawScore(head, headInputs(windows, evidence(hits)))
  return head.bias + head.weights[0]! * opinion(windows, NO_EVIDENCE)
}

/** What the model may say of a text with this evidence, between -0.5 and 0.5. */
function opinion(windows: readonly number[], rules: Float64Array): number {
  let sum = 0
  for (const scale of SPEAKING) sum += windows[scale]!
  let strongest = 0
  for (let i = 0; i < rules.length; i++) if (rules[i]! > strongest) strongest = rules[i]!
  const least = strongest > 0 && strongest < PLAIN ? -MOST : 0
  const most = strongest > 0 && strongest <= EXCUSED ? 0 : MOST
  return Math.min(most, Math.max(least, sum / SPEAKING.length)) / (2 * MOST)
}

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
