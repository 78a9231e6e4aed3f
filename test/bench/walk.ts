/**
 * What strictness and the walk cost beyond `JSON.parse` of the same text, in times of it; and what the barest walk over
 * the same values costs, which only counts their strings. The aim is at most 1.5 for every kind of body.
 * Run: `bun test/bench/walk.ts [effort]`
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
const agent = (turns: number, seed = 7): string => {
  let state = seed
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

/** More than the walk remembers, one after the other: each brings ids and seals that have not been seen. */
const UNSEEN = Array.from({ length: 200 }, (_, i) => agent(50, i * 7919 + 1))

const BODIES: Readonly<Record<string, readonly string[]>> = {
  'chat 1 KB': [chat(1e3)],
  'chat 10 KB': [chat(1e4)],
  'chat 100 KB': [chat(1e5)],
  'chat 1 MB': [chat(1e6)],
  'chat 10 MB': [chat(1e7)],
  'chat 100 KB, short messages': [chat(1e5, 'Yes. ')],
  'chat 100 KB, Cyrillic': [chat(5e4, 'Съешь же ещё этих мягких французских булок. ')],
  'chat 100 KB, many escapes': [chat(1e5, 'He said:\n\t"yes"\\no\n')],
  '20 tools': [tools(20)],
  '200 tools': [tools(200)],
  'agent, 1 turn': [agent(1)],
  'agent, 50 turns': [agent(50)],
  'agent, 50 turns never seen': UNSEEN,
}

/** What no walk can do without. @returns how many strings there are, keys included */
function count(value: unknown): number {
  if (typeof value === 'string') return 1
  if (typeof value !== 'object' || value === null) return 0
  let strings = 0
  if (Array.isArray(value)) for (let i = 0; i < value.length; i++) strings += count(value[i])
  else for (const key in value) strings += 1 + count((value as Record<string, unknown>)[key])
  return strings
}

/**
 * The lower quartile of the runs of each call in microseconds, garbage collection included: taken in turns, on a machine
 * that does other things too. Small bodies in batches, as a look at the clock costs a tenth of the call.
 */
function timesOf<const T extends readonly ((run: number) => void)[]>(
  rounds: number,
  batch: number,
  calls: T,
): { [K in keyof T]: number } {
  const runs = calls.map((): number[] => [])
  for (let round = 0; round < rounds; round++) {
    calls.forEach((call, i) => {
      const start = Bun.nanoseconds()
      // None finds in the processor's caches what another one has just read.
      for (let n = 0; n < batch; n++) call(round + 67 * i)
      runs[i]?.push((Bun.nanoseconds() - start) / 1000 / batch)
    })
  }
  return runs.map((times) => times.toSorted((a, b) => a - b)[times.length >> 2]) as { [K in keyof T]: number }
}

/** So much that the runtime's compiler is done with all of it, as in a process that has run for a minute. */
const effort = Number(process.argv[2] ?? 1e8)

function measure(name: string, bodies: readonly string[]): string {
  const inputs = bodies.map((text) => ({ text, bytes: new TextEncoder().encode(text) }))
  const at = (run: number) => inputs[run % inputs.length] as (typeof inputs)[number]
  const rule = name.startsWith('agent') ? anthropic : openai
  const size = at(0).bytes.length
  const rounds = Math.max(20, Math.min(5000, Math.round(effort / size)))
  const [parse, bare, all] = timesOf(rounds, size < 5000 ? 20 : 1, [
    (run) => JSON.parse(at(run).text),
    (run) => count(JSON.parse(at(run).text)),
    (run) => {
      const { text, bytes } = at(run)
      walkJsonText(newWalk(), text, bytes, rule)
    },
  ])
  const columns = [
    name.padEnd(28),
    String(size).padStart(10),
    parse.toFixed(1).padStart(15),
    (bare / parse - 1).toFixed(2).padStart(10),
    (all / parse - 1).toFixed(2).padStart(10),
  ]
  return `${columns.join(' ')}\n`
}

// A server runs all kinds for days: what is compiled for one of them alone is compiled anew.
for (const [name, bodies] of Object.entries(BODIES)) measure(name, bodies)
process.stdout.write('body                              bytes   JSON.parse us  bare walk        all\n')
for (const [name, bodies] of Object.entries(BODIES)) process.stdout.write(measure(name, bodies))
