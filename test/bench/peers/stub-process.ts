/**
 * A process of its own that plays the provider and LockLLM as fast as it can, so that neither is what is measured.
 * Prints its port. `/json/...` answers a chat completion, `/sse/...` streams one, `/v1/scan` calls everything safe.
 */

import { print } from '../../../src/commands/output.ts'

const COMPLETION = JSON.stringify({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1,
  model: 'gpt-4o-mini',
  choices: [{ index: 0, message: { role: 'assistant', content: 'x'.repeat(400) }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 100, completion_tokens: 100, total_tokens: 200 },
})
const EVENT = `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: 'hello ' } }] })}\n\n`
const VERDICT = JSON.stringify({
  request_id: 'req_1',
  safe: true,
  label: 0,
  confidence: 1,
  injection: 0,
  sensitivity: 'medium',
  usage: { requests: 1, input_chars: 1 },
})
const EVENTS = 20

const json = { 'content-type': 'application/json' }
const server = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  idleTimeout: 0,
  async fetch(request) {
    await request.arrayBuffer()
    const path = new URL(request.url).pathname
    if (path === '/v1/scan') return new Response(VERDICT, { headers: json })
    if (path.startsWith('/json/')) return new Response(COMPLETION, { headers: json })
    return new Response(events(), { headers: { 'content-type': 'text/event-stream' } })
  },
})

async function* events() {
  for (let i = 0; i < EVENTS; i += 1) {
    yield EVENT
    await Bun.sleep(0)
  }
  yield 'data: [DONE]\n\n'
}

await print(`${server.port}\n`)
