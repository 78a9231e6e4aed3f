/** Learns the head: logistic regression by gradient descent, no weight below zero. Deterministic. */

import { HEAD_INPUTS, type Head, rawScore } from '../scan/local/score.ts'

export interface HeadExample {
  readonly inputs: Float64Array
  readonly label: 0 | 1
  readonly weight: number
}

const ROUNDS = 600
const RATE = 0.5
const DECAY = 1e-3

export function learnHead(examples: readonly HeadExample[]): Head {
  const weights = new Float64Array(HEAD_INPUTS).fill(0.3)
  let bias = -3
  const squares = new Float64Array(HEAD_INPUTS + 1).fill(1e-6)
  const total = examples.reduce((sum, example) => sum + example.weight, 0)
  for (let round = 0; round < ROUNDS; round++) {
    const gradient = new Float64Array(HEAD_INPUTS + 1)
    for (const { inputs, label, weight } of examples) {
      const raw = rawScore({ weights, bias, anchors: [0, 0, 0] }, inputs)
      const error = ((1 / (1 + Math.exp(-raw)) - label) * weight) / total
      for (let i = 0; i < inputs.length; i++)
        if (inputs[i] !== 0) gradient[i] = gradient[i]! + error * inputs[i]!
      gradient[HEAD_INPUTS] = gradient[HEAD_INPUTS]! + error
    }
    for (let i = 0; i <= HEAD_INPUTS; i++) {
      const g = gradient[i]! + (i < HEAD_INPUTS ? DECAY * weights[i]! : 0)
      squares[i] = squares[i]! * 0.95 + g * g * 0.05
      const step = (RATE * g) / (Math.sqrt(squares[i]!) * (10 + round * 0.5) + 1e-9)
      if (i < HEAD_INPUTS) weights[i] = Math.max(0, weights[i]! - step)
      else bias -= step
    }
  }
  return { weights, bias, anchors: [-1, 0, 1] }
}

/** The score that a share of the benign texts exceeds. */
export function scoreAtRate(benign: readonly number[], rate: number): number {
  const sorted = [...benign].sort((a, b) => b - a)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * rate))]!
}
