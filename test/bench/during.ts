/**
 * What `scan.timing = "during"` saves: milliseconds until the first byte of the answer is at the client, on the compiled
 * binary, where a scan takes 150 ms and the provider's first byte 200 ms.
 */

import { print } from '../../src/commands/output.ts'
import { chat, freshPrompt, post } from '../support/client.ts'
import { median, table, timed } from '../support/figures.ts'
import type { WireHandler } from '../support/wire/wire-server.ts'
import { startWorld } from '../support/world.ts'

const SCAN_MS = 150
const FIRST_BYTE_MS = 200
const REQUESTS = 20

const answer: WireHandler = async (_request, reply) => {
  await Bun.sleep(FIRST_BYTE_MS)
  await reply.stream(200, [['Content-Type', 'text/event-stream']])
  await reply.write('data: {"choices":[{"index":0,"delta":{"content":"hello"}}]}\n\n')
  await reply.end()
}

/** Median time to the first byte. @param prompt for each request */
async function firstByte(url: string, prompt: () => string): Promise<number> {
  const times: number[] = []
  for (let index = 0; index < REQUESTS; index++) {
    let response: Response | undefined
    const time = await timed(async () => {
      response = await post(url, chat(prompt(), { stream: true }))
      await response.body?.getReader().read()
    })
    if (response?.status !== 200) throw new Error(`status ${response?.status}`)
    times.push(time)
  }
  return median(times)
}

await using world = await startWorld((provider) => ({
  providers: {
    before: { base_url: `${provider.url}/echo`, scan: { timing: 'before' } },
    during: { base_url: `${provider.url}/echo`, scan: { timing: 'during' } },
  },
}))
world.lockllm.failAlways(async (_reply, verdict) => {
  await Bun.sleep(SCAN_MS)
  await verdict()
})
const path = 'chat/completions'
const known = freshPrompt()
await (await post(`${world.at('before')}/${path}`, chat(known))).arrayBuffer()
world.provider.answerNext(...Array.from({ length: 4 * REQUESTS }, () => answer))

const alone = await firstByte(`${world.provider.url}/echo/${path}`, freshPrompt)
const rows: [string, number][] = [
  ['the provider alone', alone],
  ['through the proxy, verdict known', await firstByte(`${world.at('before')}/${path}`, () => known)],
  ['scanned during', await firstByte(`${world.at('during')}/${path}`, freshPrompt)],
  ['scanned before', await firstByte(`${world.at('before')}/${path}`, freshPrompt)],
]
await print(`scan ${SCAN_MS} ms, provider ${FIRST_BYTE_MS} ms; medians of ${REQUESTS}, milliseconds\n`)
await print(
  table(
    ['', 'first byte', 'added'],
    rows.map(([what, time]) => [what, time, time - alone]),
  ),
)
