/**
 * Trains the embedded engine's model: `make train CORPUS=FILE` or `bun src/train/main.ts [--out FILE] CORPUS...`.
 * Writes src/scan/local/model/weights.bin and, beside it, figures.md: those of the validation by source. The same corpus
 * gives the same bytes.
 */

import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { unpack } from '../scan/local/model/model.ts'
import { readRows } from './corpus.ts'
import { type Part, report, title, validate } from './report.ts'
import { generate } from './synthetic/generate.ts'
import { train } from './train.ts'
import { readWritten } from './written.ts'

const SEED = 1
const PARTS: readonly Part[] = ['all', 'without closer look', 'rules', 'table', 'closer look']
const OUTPUT = join(import.meta.dir, '../scan/local/model/weights.bin')

const { values, positionals } = parseArgs({
  options: { out: { type: 'string', default: OUTPUT } },
  allowPositionals: true,
})
const corpus = (await Promise.all(positionals.map(readRows))).flat()
if (corpus.length === 0) {
  process.stderr.write('usage: bun src/train/main.ts [--out FILE] CORPUS.jsonl.gz...\n')
  process.exit(64)
}
const { bytes, rows, inputs } = await train(corpus, [...generate(SEED), ...(await readWritten())])
const figures = join(dirname(values.out), 'figures.md')
const tables = PARTS.map((part) => report(part, rows, validate(part, rows, inputs)))
await Bun.write(figures, title(unpack(bytes).features) + tables.join(''))
await Bun.write(values.out, bytes)
process.stdout.write(`${figures}: figures of the validation by source\n`)
process.stdout.write(`${values.out}: ${bytes.length} bytes\n`)
