/**
 * What the embedded engine costs, measured on the compiled binary: throughput on ordinary texts, time of one
 * prompt of 2 KB, worst cases and how they grow, time to start, memory. Run: `bun test/bench/engine.ts`
 */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ATTACKS, BENIGN, LANGUAGES } from '../scan/local/phrases.ts'
import { WORST } from '../scan/local/worst-cases.ts'
import { buildOnce } from '../support/build-once.ts'

const print = (line: string) => process.stdout.write(`${line}\n`)
const binary = await buildOnce()
const folder = mkdtempSync(join(tmpdir(), 'engine-bench-'))
const MB = 1e6

const PROSE =
  'The regional museum opened a new wing last spring, and visitors from several towns came to see the paintings. Tickets cost nine euros; children under twelve pay half of that. If you plan a visit with a group, please write to the office two weeks before, because the guides speak four languages and are often booked. The cafe closes at five, the shop an hour later. '
const CODE =
  'export function total(items: readonly Item[]): number {\n  // sum of all prices, without tax\n  let sum = 0\n  for (const { price, count } of items) sum += price * count\n  return Math.round(sum * 100) / 100\n}\n\n'
const LOG =
  '2024-03-02T12:00:01Z INFO http request handled status=200 duration=13ms path=/api/v1/items/3f2a9c user=17 id=7b1e\n'
const MIXED = LANGUAGES.flatMap((language) => [...BENIGN[language], ...ATTACKS[language]]).join(' ')

const cut = (text: string, size: number) => text.repeat(Math.ceil(size / text.length)).slice(0, size)

/** Seconds, and peak memory in MB, of an evaluation of these texts; the best of three. */
function evaluate(texts: readonly string[]): { seconds: number; peak: number } {
  const path = join(folder, 'texts.jsonl')
  writeFileSync(path, texts.map((text) => JSON.stringify({ text, label: 0 })).join('\n'))
  let seconds = Number.POSITIVE_INFINITY
  let peak = Number.POSITIVE_INFINITY
  for (let round = 0; round < 3; round++) {
    const start = performance.now()
    const child = Bun.spawnSync([binary, 'eval', '--json', path], { stdout: 'ignore', stderr: 'inherit' })
    seconds = Math.min(seconds, (performance.now() - start) / 1000)
    if (child.exitCode !== 0) throw new Error(`eval ended with ${child.exitCode}`)
    peak = Math.min(peak, child.resourceUsage.maxRSS / MB)
  }
  return { seconds, peak }
}

const bytes = (texts: readonly string[]) => texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0)
const copies = (text: string, count: number) => Array.from({ length: count }, (_, i) => `${i} ${text}`)

const idle = evaluate(['hello'])
print(`one short text, start included: ${(idle.seconds * 1000).toFixed(0)} ms, ${idle.peak.toFixed(0)} MB`)

const version = Array.from({ length: 10 }, () => {
  const start = performance.now()
  Bun.spawnSync([binary, 'version'], { stdout: 'ignore' })
  return performance.now() - start
})
print(`start without the engine (version): ${Math.min(...version).toFixed(0)} ms`)

print('\nordinary texts')
for (const [name, source] of Object.entries({
  prose: PROSE,
  code: CODE,
  log: LOG,
  'eleven languages': MIXED,
})) {
  for (const size of [2_000, 200_000]) {
    const texts = copies(cut(source, size), (16 * MB) / size)
    const { seconds } = evaluate(texts)
    const busy = seconds - idle.seconds
    const each = (busy / texts.length) * 1000
    print(
      `  ${name.padEnd(18)} ${String(size / 1000).padStart(4)} KB each  ${(bytes(texts) / MB / busy).toFixed(1).padStart(6)} MB/s  ${each.toFixed(3)} ms each`,
    )
  }
}

print(
  '\nworst cases, one text: MB/s at 0.5 and at 2 million characters, and how much longer four times the text takes',
)
for (const [name, make] of WORST) {
  const busy = (size: number) => Math.max(0.001, evaluate([make(size)]).seconds - idle.seconds)
  const [small, large] = [busy(500_000), busy(2_000_000)]
  const rate = (size: number, seconds: number) => (Buffer.byteLength(make(size)) / MB / seconds).toFixed(1)
  print(
    `  ${name.padEnd(28)} ${rate(500_000, small).padStart(7)} ${rate(2_000_000, large).padStart(7)}   x${(large / small).toFixed(1)}`,
  )
}
rmSync(folder, { recursive: true })
