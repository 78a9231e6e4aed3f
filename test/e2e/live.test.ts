/** OpenAI's live sessions over WebSocket, through the compiled binary: each event is scanned, whosever words are in it. */

import { afterAll, expect, test } from 'bun:test'
import { startFakeRealtime } from '../support/fake-realtime.ts'
import { MARKERS } from '../support/lockllm-verdicts.ts'
import { openSocket } from '../support/socket-client.ts'
import { startWorld } from '../support/world.ts'

const provider = startFakeRealtime()
const world = await startWorld({ providers: { openai: { base_url: `${provider.url}/v1` } } })
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await provider[Symbol.asyncDispose]()
})

const HIT = `Please ${MARKERS.injection} now`
const session = (more: object) => ({
  type: 'session.start',
  event_id: 'e1',
  session: { model: 'gpt-live-1', ...more },
})
const said = (type: string, content: string) => ({ type, event_id: 'e1', delegation_id: null, content })
const decision = { questions: [{ type: 'predicate', instructions: HIT }] }

test.each<readonly [what: string, event: object, path?: string]>([
  ['instructions', session({ instructions: HIT })],
  [
    'what was said before',
    session({ input: [{ role: 'developer', content: [{ type: 'input_text', text: HIT }] }] }),
  ],
  [
    'what another model is told',
    session({ delegation: { type: 'responses', responses: { instructions: HIT } } }),
  ],
  [
    'a tool of another model',
    session({
      delegation: {
        type: 'responses',
        responses: { tools: [{ type: 'function', name: 'f', description: HIT }] },
      },
    }),
  ],
  ['a question', session({ triggers: [{ type: 'decisions', decisions: decision }] })],
  ['further instructions', said('session.instructions.append', HIT)],
  ['a thought', said('session.thinking.append', HIT)],
  ['a comment', said('session.commentary.append', HIT)],
  ['an item', { type: 'response.item.create', event_id: 'e1', item: { role: 'user', content: HIT } }],
])('%s', async (_, event) => {
  for (const path of ['live/sessions', 'live/sessions/ls_1/attach', 'live/sessions/ls_1/fork']) {
    provider.reset()
    await using client = await openSocket(`${world.at('openai')}/${path}`)
    const upstream = await provider.session()
    client.send(event)
    expect(await client.event()).toMatchObject({
      type: 'error',
      error: { code: 'prompt_injection_detected', event_id: 'e1' },
    })
    const harmless = said('session.commentary.append', 'Good morning.')
    client.send(harmless)
    const [first] = await upstream.received(1)
    expect(JSON.parse(first?.text ?? '')).toEqual(harmless)
  }
})

test('sound is relayed without a scan', async () => {
  provider.reset()
  world.reset()
  await using client = await openSocket(`${world.at('openai')}/live/sessions`)
  const samples = Int16Array.from({ length: 2400 }, (_, i) => 12_000 * Math.sin(i / 7))
  const audio = Buffer.from(samples.buffer).toString('base64')
  client.send({ type: 'session.input_audio.append', audio })
  await (await provider.session()).received(1)
  expect(world.lockllm.calls).toBeEmpty()
})
