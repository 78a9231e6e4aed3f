/** A process of crash.test.ts: writes records as fast as it can, and prints the number of each that is acknowledged. */

import { writeSync } from 'node:fs'
import pino from 'pino'
import { openAudit } from '../../../src/observe/audit/sink.ts'
import { hash, record } from './audit-scene.ts'

const [path = '', from = '0'] = process.argv.slice(2)
const sink = await openAudit({
  path,
  hash,
  identity: { pid: process.pid },
  log: pino({ level: 'silent' }),
  output: { write: () => {}, dropped: () => 0, flush: async () => {} },
})

/** Some long, so that a kill can fall into a write. */
const sized = (n: number) =>
  n % 3 === 0 ? record(n).replace('}', `,"text":"${'x'.repeat((n % 7) * 100_000)}"}`) : record(n)

for (let n = Number(from); ; n += 4) {
  const batch = [n, n + 1, n + 2, n + 3].map(async (number) => {
    await sink.record(sized(number), { fsync: 'always', onError: 'block' })
    writeSync(1, `${number}\n`)
  })
  await Promise.all(batch)
}
