/**
 * What strictness and the walk cost beyond `JSON.parse` of the same text. The aim is at most 1.5 times `JSON.parse`
 * for every kind of body. Run: `bun test/bench/walk.ts [rounds]`
 */

import { endpointOf } from '../../src/prompt/endpoint.ts'
import { walkJsonText } from '../../src/prompt/json-text.ts'
import { newWalk } from '../../src/prompt/walk.ts'

const { rule: openai } = endpointOf('/v1/chat/completions')
const { rule: anthropic } = endpointOf('/v1/messages')
const SENTENCE = 'The quick brown fox jumps over the lazy dog, and then it rests in the shade. '

const chat = (bytes: number, sentence = SENTENCE): string => {
  const turn = sentence.repeat(4)
  const messages = Array.from({ length: Math.ceil(bytes / (turn.length + 40)) }, (_, i) => ({
    role: i % 2 === 0 ? 'user' : 'assistant',
    content: i % 3 === 0 ? [{ type: 'text', text: `${i} ${turn}` }] : `${i} ${turn}`,
  }))
  return JSON.stringify({ model: 'gpt-4o', temperature: 0.5, messages })
}

const tools = (count: number): string => {
  const property = {
    type: 'string',
    description: 'City and state, e.g. Oslo',
    enum: ['celsius', 'fahrenheit'],
  }
  const properties = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`property_${i}`, property]))
  const parameters = { type: 'object', properties, required: Object.keys(properties) }
  const tool = (i: number) => ({
    type: 'function',
    function: { name: `get_weather_${i}`, description: `${i} ${SENTENCE}`, parameters },
  })
  const messages = [{ role: 'user', content: 'What is the weather?' }]
  return JSON.stringify({
    model: 'gpt-4o',
    messages,
    tools: Array.from({ length: count }, (_, i) => tool(i)),
  })
}

/** A conversation with thinking and tools: an id and a seal in each turn. The same noise in each run. */
const agent = (turns: number): string => {
  let state = 7
  const noise = (length: number) =>
    Buffer.from(
      Uint8Array.from({ length }, () => {
        state = (state * 1103515245 + 12345) % 2 ** 31
        return state >>> 16
      }),
    ).toString('base64')
  const messages = Array.from({ length: turns }, (_, i) => {
    const id = `toolu_01${noise(16).replace(/[+/=]/g, 'x')}`
    const thinking = { type: 'thinking', thinking: `${i} ${SENTENCE}`, signature: noise(400) }
    const call = { type: 'tool_use', id, name: 'get_weather', input: { city: 'Oslo' } }
    const result = { type: 'tool_result', tool_use_id: id, content: `${i} ${SENTENCE.repeat(4)}` }
    return [
      { role: 'assistant', content: [thinking, call] },
      { role: 'user', content: [result] },
    ]
  })
  return JSON.stringify({ model: 'claude-sonnet-4-20250514', max_tokens: 1000, messages: messages.flat() })
}

const BODIES: Readonly<Record<string, string>> = {
  'chat 1 KB': chat(1e3),
  'chat 10 KB': chat(1e4),
  'chat 100 KB': chat(1e5),
  'chat 1 MB': chat(1e6),
  'chat 10 MB': chat(1e7),
  'chat 100 KB, short messages': chat(1e5, 'Yes. '),
  'chat 100 KB, Cyrillic': chat(5e4, 'Съешь же ещё этих мягких французских булок. '),
  'chat 100 KB, many escapes': chat(1e5, 'He said:\n\t"yes"\\no\n'),
  '20 tools': tools(20),
  '200 tools': tools(200),
  'agent, 1 turn': agent(1),
  'agent, 50 turns': agent(50),
}

/**
 * The lower quartile of the runs of each call in microseconds, garbage collection included: taken in turns, on a machine
 * that does other things too. Small bodies in batches, as a look at the clock costs a tenth of the call.
 */
function timesOf<const T extends readonly (() => void)[]>(
  rounds: number,
  batch: number,
  calls: T,
): { [K in keyof T]: number } {
  const runs = calls.map((): number[] => [])
  for (let round = 0; round < rounds; round++) {
    calls.forEach((call, i) => {
      const start = Bun.nanoseconds()
      for (let n = 0; n < batch; n++) call()
      runs[i]?.push((Bun.nanoseconds() - start) / 1000 / batch)
    })
  }
  return runs.map((times) => times.toSorted((a, b) => a - b)[times.length >> 2]) as { [K in keyof T]: number }
}

const effort = Number(process.argv[2] ?? 2e7)
process.stdout.write(
  'body                              bytes   JSON.parse us   all us   (all - JSON.parse) / JSON.parse\n',
)
for (const [name, body] of Object.entries(BODIES)) {
  const bytes = new TextEncoder().encode(body)
  const rule = name.startsWith('agent') ? anthropic : openai
  const rounds = Math.max(20, Math.min(5000, Math.round(effort / bytes.length)))
  const [parse, all] = timesOf(rounds, bytes.length < 5000 ? 20 : 1, [
    () => JSON.parse(body),
    () => walkJsonText(newWalk(), body, bytes, rule),
  ])
  const columns = [
    name.padEnd(28),
    String(bytes.length).padStart(10),
    parse.toFixed(1).padStart(15),
    all.toFixed(1).padStart(8),
    (all / parse - 1).toFixed(2).padStart(33),
  ]
  process.stdout.write(`${columns.join(' ')}\n`)
}
