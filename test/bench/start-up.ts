/**
 * Milliseconds from exec to the first answer, and to the end of the first chat completion (scanned: its text is new), of
 * the compiled binary beside what it replaces; what each takes when idle; and how long `--version` takes.
 *
 * Usage: start-up.ts [--rounds 7] [--idle 1] [--json FILE] [--compare FILE]
 */

import { parseArgs } from 'node:util'
import { timed } from '../support/figures.ts'
import { apacheLua } from './peers/apache.ts'
import { chatBody } from './peers/bodies.ts'
import { owned } from './peers/children.ts'
import { nginxAlone, nginxLua } from './peers/nginx.ts'
import { express, portkey } from './peers/node.ts'
import { ours } from './peers/ours.ts'
import type { Peer } from './peers/peer.ts'
import { treeUse } from './peers/processes.ts'
import { installed, inTurn, startStub } from './peers/running.ts'
import { type Column, type Measured, plain, REPORT_OPTIONS, report } from './peers/table.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    idle: { type: 'string', default: '1' },
    ...REPORT_OPTIONS,
  },
})
const body = chatBody(300, false)
using stub = await startStub()

type Figures = Awaited<ReturnType<typeof measure>>
const measured: Measured<Figures>[] = []
const peers = await installed([ours, nginxLua, nginxAlone, apacheLua, express, portkey])
for (const [{ name }, figures] of await inTurn(peers, Number(values.rounds), measure)) {
  measured.push({ scene: 'start', peer: name, ...figures })
}
const ratio: Column<Figures> = [
  'ours / its',
  (row, [us]) => ((us?.firstAnswer ?? Number.NaN) / row.firstAnswer).toFixed(2),
]
await report<Figures>(
  measured,
  [
    ratio,
    plain('first answer ms', 'firstAnswer', 1),
    plain('first chat ms', 'firstChat', 1),
    plain('idle MB', 'megabytes'),
    plain('version ms', 'version', 1),
  ],
  'firstAnswer',
  values,
)

async function measure({ start, version }: Peer, round: number) {
  const command = [...(await version())]
  const saysVersion = await timed(async () => {
    const code = await owned(Bun.spawn(command, { stdout: 'ignore', stderr: 'ignore' })).exited
    if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}`)
  })
  await using peer = await start(stub)
  const { url, headers } = peer.endpoint('json')
  const chat = await timed(async () => {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    })
    await answer.bytes()
    if (!answer.ok) throw new Error(`status ${answer.status}`)
  })
  if (round > 0) await Bun.sleep(Number(values.idle) * 1000)
  return {
    firstAnswer: peer.startedIn,
    firstChat: peer.startedIn + chat,
    megabytes: treeUse(peer.pid).residentBytes / 1e6,
    version: saysVersion,
  }
}
