/**
 * The embedded engine: a detector that needs no way out and no key. It is not LockLLM and never says so; a
 * verdict of its own carries `scanner: 'local'`.
 */

import type { Scanner, ScanOptions, Sensitivity, Verdict } from '../scanner.ts'
import { lexicon } from './concepts.ts'
import { type Finding, judge } from './judge.ts'
import { model, weights } from './model/model.ts'
import type { Disguise } from './normalise.ts'
import { readings } from './reading.ts'
import { type Category, RULES } from './rules.ts'

/** Counts changes of the code that change verdicts; rules, lexicon and weights speak for themselves. */
const CODE_VERSION = 24

/** Scores from which a text is called an injection. */
export const THRESHOLDS: Readonly<Record<Sensitivity, number>> = { low: 0.8, medium: 0.5, high: 0.3 }

/** Where in the original text an attack was seen. */
export interface LocalSpan {
  /** Offsets in the original text, in UTF-16 code units; `end` is exclusive. */
  readonly start: number
  readonly end: number
  readonly score: number
  readonly categories: readonly Category[]
  /** What had to be undone to read it. */
  readonly disguises: readonly Disguise[]
  /** Its first characters as they were read: folded, and with every disguise removed. */
  readonly reading: string
}

export interface LocalResult {
  /** 0-1; compare with `THRESHOLDS`. */
  readonly injection: number
  readonly safe: boolean
  readonly sensitivity: Sensitivity
  /** How sure the engine is of its label, 0-1. */
  readonly confidence: number
  readonly categories: readonly Category[]
  /** Strongest first. Empty when nothing was found. */
  readonly spans: readonly LocalSpan[]
  /** What had to be undone before the text could be read. */
  readonly disguises: readonly Disguise[]
}

/** Long texts are read in blocks: bounded memory, and nothing at the end is diluted. In UTF-16 code units. */
const BLOCK = 16_384
/** What two blocks share: longer than any window or rule reaches. */
const OVERLAP = 2_048
/** A finding below this is not worth a mention. */
const MENTIONED = THRESHOLDS.high
/** Spans in a result. */
const MOST_SPANS = 8

/**
 * Scans one text. Time is linear in its length, whatever it holds.
 * @returns the same result for the same text, always; never throws
 */
export function scanText(text: string, sensitivity: Sensitivity): LocalResult {
  let injection = 0
  const disguises = new Set<Disguise>()
  let spans: Finding[] = []
  for (let from = 0; from === 0 || from + OVERLAP < text.length; from += BLOCK - OVERLAP) {
    const block = from === 0 && text.length <= BLOCK ? text : text.slice(from, from + BLOCK)
    for (const reading of readings(block, model().vocabulary)) {
      const finding = judge(reading, model())
      injection = Math.max(injection, finding.score)
      if (finding.score < MENTIONED) continue
      const start = finding.start + from
      const end = finding.end + from
      spans.push({
        ...finding,
        start: isInPair(text, start) ? start - 1 : start,
        end: isInPair(text, end) ? end + 1 : end,
      })
      if (spans.length > MOST_SPANS) spans = strongest(spans)
      for (const disguise of finding.disguises) disguises.add(disguise)
    }
  }
  spans = strongest(spans)
  const safe = injection < THRESHOLDS[sensitivity]
  return {
    injection,
    safe,
    sensitivity,
    confidence: safe ? 1 - injection : injection,
    categories: safe ? [] : [...new Set(spans.flatMap((span) => span.categories))],
    spans,
    disguises: [...disguises],
  }
}

/** Whether an offset is between the two units of one character. */
const isInPair = (text: string, at: number): boolean => at > 0 && text.codePointAt(at - 1)! > 0xffff

/** The best findings, best first; what two blocks share is named once. */
function strongest(findings: readonly Finding[]): Finding[] {
  const places = new Set<string>()
  return [...findings]
    .sort((a, b) => b.score - a.score || a.start - b.start)
    .filter(({ start, end, disguises }) => {
      const place = `${start}-${end} ${disguises.join()}`
      return !places.has(place) && places.add(place)
    })
    .slice(0, MOST_SPANS)
}

/**
 * Names everything that a verdict depends on: code, rules, lexicon, weights, and in their fingerprint the word vectors.
 * Quick: `version` asks for it, too.
 */
function engineVersion(): string {
  const parts = [JSON.stringify(RULES), lexicon(), weights()]
  return ['local', CODE_VERSION, ...parts.map((part) => Bun.hash(part).toString(16).slice(0, 8))].join('-')
}

/** The embedded engine as a scanner. It answers `combined` and `normal`; `policy_only` has nothing to say. */
export function localScanner(): Scanner {
  let version: string | undefined
  return {
    name: 'local',
    get fingerprint() {
      version ??= engineVersion()
      return version
    },
    scan(text: string, options: ScanOptions): Promise<Verdict> {
      if (options.mode === 'policy_only')
        return Promise.resolve({ scanner: 'local', safe: true, sensitivity: options.sensitivity })
      const { injection, safe, confidence, categories } = scanText(text, options.sensitivity)
      return Promise.resolve({
        scanner: 'local',
        safe,
        sensitivity: options.sensitivity,
        injection,
        confidence,
        categories,
      })
    },
  }
}
