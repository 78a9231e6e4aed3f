/**
 * Trains the embedded engine's model: `bun src/train/main.ts CORPUS...`. Writes src/scan/local/model/weights.bin
 * and prints the figures of the validation by source. The same corpus gives the same bytes.
 */

import { join } from 'node:path'
import { pack } from '../scan/local/model/model.ts'
import { hashWord } from '../scan/local/tokens.ts'
import { buildVocabulary } from '../scan/local/vocabulary.ts'
import { readRows } from './corpus.ts'
import { learnTable, outOfFold, teaches } from './crossval.ts'
import { insertAttacks, prepareAll } from './examples.ts'
import { learnHead, scoreAtRate } from './head.ts'
import { quantise } from './quantise.ts'
import { headExamples, type Part, report, validate } from './report.ts'
import { generate } from './synthetic/generate.ts'
import { countWords } from './vocabulary.ts'

const SEED = 1
const MOST_WORDS = 16_000
/** What examples of our own count, against 1 for those of the corpus. */
const OWN_WEIGHT = 0.5
/** Shares of the corpus' benign texts that score above low, medium and high. */
const FALSE_ALARMS = { low: 0.006, medium: 0.02, high: 0.04 }
const PARTS: readonly Part[] = ['both', 'rules', 'model']
const OUTPUT = join(import.meta.dir, '../scan/local/model/weights.bin')

const corpus = (await Promise.all(process.argv.slice(2).map(readRows))).flat()
if (corpus.length === 0) {
  process.stderr.write('usage: bun src/train/main.ts CORPUS.jsonl.gz...\n')
  process.exit(64)
}
const own = generate(SEED)
const words = Int32Array.from(countWords([...corpus, ...own], MOST_WORDS).map(hashWord))
const vocabulary = buildVocabulary(words)
const attacks = own.filter((row) => row.label === 1 && row.kind === 'direct')
const inserted = insertAttacks(corpus, attacks, SEED).map(
  (row) => prepareAll(row, vocabulary, OWN_WEIGHT)[0]!,
)
const rows = [
  ...corpus.map((row) => prepareAll(row, vocabulary, 1)),
  ...own.map((row) => prepareAll(row, vocabulary, OWN_WEIGHT)),
]
const inputs = outOfFold(rows, inserted)
for (const part of PARTS) process.stdout.write(report(part, rows, validate(part, rows, inputs)))

const scores = validate('both', rows, inputs)
const benign = scores.filter((_, at) => rows[at]![0]!.row.label === 0 && at < corpus.length)
const head = learnHead(headExamples('both', rows, inputs))
const anchors = [FALSE_ALARMS.high, FALSE_ALARMS.medium, FALSE_ALARMS.low].map((rate) =>
  scoreAtRate(benign, rate),
)
const table = learnTable([...rows.map((readings) => readings[0]!), ...inserted].filter(teaches))
const bytes = pack({
  ...quantise(table.weights),
  bias: [...table.bias],
  head: { weights: [...head.weights], bias: head.bias, anchors: [anchors[0]!, anchors[1]!, anchors[2]!] },
  words,
})
await Bun.write(OUTPUT, bytes)
process.stdout.write(`${OUTPUT}: ${bytes.length} bytes\n`)
