/**
 * What the embedded engine adds to the memory of a server, beside the same server that asks the API: resident when it has
 * started, after so many chats in eleven languages, none like another, and when these are over.
 *
 * Usage: engine-memory.ts [--rounds 3] [--chats 3000] [--idle 8] [--json FILE] [--compare FILE]
 */

import { parseArgs } from 'node:util'
import { ATTACKS, BENIGN, LANGUAGES } from '../scan/local/phrases.ts'
import { ours, oursAlone } from './peers/ours.ts'
import type { Endpoint, Peer } from './peers/peer.ts'
import { treeUse } from './peers/processes.ts'
import { inTurn, startStub } from './peers/running.ts'
import { type Measured, plain, REPORT_OPTIONS, report } from './peers/table.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    chats: { type: 'string', default: '3000' },
    idle: { type: 'string', default: '8' },
    ...REPORT_OPTIONS,
  },
})
const SENTENCES = LANGUAGES.flatMap((language) => [...BENIGN[language], ...ATTACKS[language]])
const CONNECTIONS = 4
using stub = await startStub()

type Figures = Awaited<ReturnType<typeof measure>>
const measured: Measured<Figures>[] = []
for (const [{ name }, figures] of await inTurn([ours, oursAlone], Number(values.rounds), measure, {
  from: 1,
}))
  measured.push({ scene: 'resident MB', peer: name, ...figures })
await report<Figures>(
  measured,
  [plain('started', 'started', 1), plain('busy', 'busy', 1), plain('idle', 'idle', 1)],
  'busy',
  values,
)

async function measure({ start }: Peer) {
  await using peer = await start(stub)
  const megabytes = () => treeUse(peer.pid).residentBytes / 1e6
  const started = megabytes()
  let next = 0
  const chats = async () => {
    while (next < Number(values.chats)) await chat(peer.endpoint('json'), next++)
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, chats))
  const busy = megabytes()
  await Bun.sleep(Number(values.idle) * 1000)
  return { started, busy, idle: megabytes() }
}

/** @throws {Error} unless it was answered or blocked */
async function chat({ url, headers }: Endpoint, number: number): Promise<void> {
  const content = `${number} ${Array.from({ length: 1 + (number % 20) }, (_, i) => SENTENCES[(number * 7 + i * 13) % SENTENCES.length]).join(' ')}`
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content }] }),
  })
  await answer.bytes()
  if (answer.status >= 500) throw new Error(`status ${answer.status}`)
}
