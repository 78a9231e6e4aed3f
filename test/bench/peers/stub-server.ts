/** What stands behind a proxy in a benchmark, as fast as it can: the provider, and LockLLM, which calls everything safe. */

import { print } from '../../../src/commands/output.ts'

const VERDICT = JSON.stringify({
  request_id: 'req_1',
  safe: true,
  label: 0,
  confidence: 1,
  injection: 0,
  sensitivity: 'medium',
  usage: { requests: 1, input_chars: 1 },
})

export const JSON_TYPE = { 'content-type': 'application/json' }
export const EVENTS_TYPE = { 'content-type': 'text/event-stream' }

/** Prints its port. @param answer of the provider, by the path */
export async function serveStub(answer: (path: string) => Response): Promise<void> {
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    idleTimeout: 0,
    async fetch(request) {
      await request.arrayBuffer()
      const path = new URL(request.url).pathname
      return path === '/v1/scan' ? new Response(VERDICT, { headers: JSON_TYPE }) : answer(path)
    },
  })
  await print(`${server.port}\n`)
}
