/**
 * A process of its own that plays the provider and LockLLM as fast as it can, so that neither is what is measured.
 * Prints its port. `/json/...` answers a chat completion, `/sse/...` streams one.
 */

import { EVENTS_TYPE, JSON_TYPE, serveStub } from './stub-server.ts'

const COMPLETION = JSON.stringify({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1,
  model: 'gpt-4o-mini',
  choices: [{ index: 0, message: { role: 'assistant', content: 'x'.repeat(400) }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 100, completion_tokens: 100, total_tokens: 200 },
})
const EVENT = `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: 'hello ' } }] })}\n\n`
const EVENTS = 20

async function* events() {
  for (let i = 0; i < EVENTS; i += 1) {
    yield EVENT
    await Bun.sleep(0)
  }
  yield 'data: [DONE]\n\n'
}

await serveStub((path) =>
  path.startsWith('/json/')
    ? new Response(COMPLETION, { headers: JSON_TYPE })
    : new Response(events(), { headers: EVENTS_TYPE }),
)
