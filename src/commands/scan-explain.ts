/** `scan --explain`: what the embedded engine saw in a text, where, and what had to be undone to see it. */

import { type LocalSpan, scanText, THRESHOLDS } from '../scan/local/local.ts'
import type { Disguise } from '../scan/local/normalise.ts'
import type { Sensitivity } from '../scan/scanner.ts'

export interface Explanation {
  /** Scores from which a text is called an injection. */
  readonly thresholds: Readonly<Record<Sensitivity, number>>
  /** Windows that are suspicious at some sensitivity, strongest first; offsets in UTF-16 code units. */
  readonly windows: readonly LocalSpan[]
  readonly disguises: readonly Disguise[]
}

export function explain(text: string, sensitivity: Sensitivity): Explanation {
  const { spans, disguises } = scanText(text, sensitivity)
  return { thresholds: THRESHOLDS, windows: spans, disguises }
}

/** Characters of the original that are shown of a window. */
const SHOWN = 120

/** The explanation for people. Characters that a terminal would not show are written as escapes. */
export function describeExplanation({ windows, disguises, thresholds }: Explanation, text: string): string {
  const limits = Object.entries(thresholds).map(([name, threshold]) => `${name} from ${threshold.toFixed(2)}`)
  const lines = [`  unsafe at: ${limits.join(', ')}`]
  if (disguises.length > 0) lines.push(`  disguises removed: ${disguises.join(', ')}`)
  if (windows.length === 0) lines.push('  nothing suspicious at any sensitivity')
  for (const { start, end, score, categories, disguises: removed, reading } of windows) {
    const reasons = categories.length > 0 ? categories.join(', ') : 'wording of attacks'
    lines.push(`  ${start}-${end}  ${score.toFixed(2)}  ${reasons}`)
    lines.push(`    text: ${visible(text.slice(start, end))}`)
    if (removed.length > 0) lines.push(`    read: ${visible(reading)}  (${removed.join(', ')})`)
  }
  return `${lines.join('\n')}\n`
}

function visible(text: string): string {
  const shown = text.slice(0, SHOWN).toWellFormed()
  const escaped = shown.replace(
    /[\p{C}\p{Zl}\p{Zp}\p{Variation_Selector}\u3164\u115f\u1160]|[\u0300-\u036f]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  )
  return text.length > SHOWN ? `${escaped} ...` : escaped
}
