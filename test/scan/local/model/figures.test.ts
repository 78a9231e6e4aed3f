/** What the model's README says of it is what its training found. */

import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { model } from '../../../../src/scan/local/model/model.ts'

const read = (name: string) =>
  readFileSync(join(import.meta.dir, '../../../../src/scan/local/model', name), 'utf8')

/** Tables by the heading above them, rows by their first cell. */
function tablesOf(text: string): Map<string, Map<string, string[]>> {
  const tables = new Map<string, Map<string, string[]>>()
  let rows = new Map<string, string[]>()
  for (const line of text.split('\n')) {
    const heading = /^#+ (.*)/.exec(line)?.[1]
    if (heading !== undefined) {
      rows = new Map()
      tables.set(heading, rows)
    }
    const [first = '', ...cells] = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim())
    if (first !== '') rows.set(first, cells)
  }
  return tables
}

const figures = tablesOf(read('figures.md'))
const readme = tablesOf(read('README.md'))

test('the figures are those of the weights in this executable', () => {
  expect(read('figures.md')).toContain(`Fingerprint of code and examples: ${model().features}.`)
})

test.each(['all attacks, explicit', 'all attacks, not explicit', 'all benign', 'all hard_benign'])(
  'the README has the sums of %s',
  (name) => {
    const [texts, , atOne, atThree] = figures.get('all')!.get(`~ ${name}`)!
    expect(readme.get('Held out by source')!.get(name)!.slice(0, 3)).toEqual([texts!, atOne!, atThree!])
  },
)

test.each(['all', 'without closer look', 'rules', 'table', 'closer look'])(
  'the README has what "%s" is worth',
  (part) => {
    const rows = [
      '~ all attacks, explicit',
      '~ all attacks, not explicit',
      'written, en, attacks, explicit',
      '~ all benign',
      '~ all hard_benign',
    ].map((row) => figures.get(part)!.get(row)!)
    const ablation = readme.get('Ablation')!
    expect(ablation.get(part)).toEqual(rows.map(([, , atOne]) => atOne!))
    expect(ablation.get(`${part}, at 3%`)).toEqual(rows.map(([, , , atThree]) => atThree!))
  },
)
