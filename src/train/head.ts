/** Learns the head: logistic regression by gradient descent, no weight below zero. Deterministic. */

import { RULES } from '../scan/local/rules.ts'
import { HEAD_INPUTS, type Head, OPINIONS } from '../scan/local/score.ts'

export interface HeadExample {
  readonly inputs: Float64Array
  readonly label: 0 | 1
  readonly weight: number
}

const ROUNDS = 600
const RATE = 0.5
const DECAY = { opinions: 1e-4, rules: 1e-3 } as const
/** Where a weight starts that has no prior. */
const START = 0.3

/** Where the weight of an order starts, and what it decays to. */
const ORDER_PRIOR = 1

/**
 * What the weights decay to: the rules' own weights, once for a hit and once for a hit within a sentence. A rule that
 * the corpus hardly knows keeps it.
 */
const PRIOR = Float64Array.from([
  ...Array<number>(OPINIONS).fill(0),
  ...RULES.map(({ weight }) => weight),
  ...RULES.map(({ weight }) => weight),
  ORDER_PRIOR,
])

const decay = (input: number): number => (input < OPINIONS ? DECAY.opinions : DECAY.rules)

/** Examples as columns: most inputs are zero. */
interface Sparse {
  readonly first: Int32Array
  readonly column: Int16Array
  readonly value: Float64Array
  readonly label: Uint8Array
  readonly weight: Float64Array
}

export function learnHead(examples: readonly HeadExample[]): Head {
  const { first, column, value, label, weight } = toSparse(examples)
  const weights = PRIOR.map((prior) => prior || START)
  let bias = -3
  const squares = new Float64Array(HEAD_INPUTS + 1).fill(1e-6)
  const gradient = new Float64Array(HEAD_INPUTS + 1)
  for (let round = 0; round < ROUNDS; round++) {
    gradient.fill(0)
    for (let e = 0; e < label.length; e++) {
      let raw = bias
      for (let k = first[e]!; k < first[e + 1]!; k++) raw += weights[column[k]!]! * value[k]!
      const error = (1 / (1 + Math.exp(-raw)) - label[e]!) * weight[e]!
      for (let k = first[e]!; k < first[e + 1]!; k++) gradient[column[k]!]! += error * value[k]!
      gradient[HEAD_INPUTS]! += error
    }
    for (let i = 0; i <= HEAD_INPUTS; i++) {
      const g = gradient[i]! + (i < HEAD_INPUTS ? decay(i) * (weights[i]! - PRIOR[i]!) : 0)
      squares[i] = squares[i]! * 0.95 + g * g * 0.05
      const step = (RATE * g) / (Math.sqrt(squares[i]!) * (10 + round * 0.5) + 1e-9)
      if (i < HEAD_INPUTS) weights[i] = Math.max(0, weights[i]! - step)
      else bias -= step
    }
  }
  return { weights, bias, anchors: [-1, 0, 1] }
}

/** The weights of the examples add up to one. */
function toSparse(examples: readonly HeadExample[]): Sparse {
  const total = examples.reduce((sum, example) => sum + example.weight, 0)
  const columns: number[] = []
  const values: number[] = []
  const first = new Int32Array(examples.length + 1)
  for (const [e, { inputs }] of examples.entries()) {
    for (const [i, input] of inputs.entries())
      if (input !== 0) {
        columns.push(i)
        values.push(input)
      }
    first[e + 1] = columns.length
  }
  return {
    first,
    column: Int16Array.from(columns),
    value: Float64Array.from(values),
    label: Uint8Array.from(examples, (example) => example.label),
    weight: Float64Array.from(examples, (example) => example.weight / total),
  }
}

/** The score that a share of the benign texts exceeds. */
export function scoreAtRate(benign: readonly number[], rate: number): number {
  const sorted = [...benign].sort((a, b) => b - a)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * rate))]!
}
