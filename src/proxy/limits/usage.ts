/**
 * What an answer cost in tokens, as the provider reports it. The chunks are looked at as they pass, never held back and
 * never changed. Events are taken apart line by line, other answers are kept up to a bound and read at their end.
 */

/** Longer lines and bodies are not read; the estimate stands in. */
const MAX_KEPT_BYTES = 8 << 20
/** A rule of thumb of the vendors: https://help.openai.com/en/articles/4936856 */
const CHARS_PER_TOKEN = 4

export interface UsageObserver {
  see(chunk: Uint8Array): void
  /**
   * Tokens that the provider reported, or an estimate where it reported none.
   * @param isWhole whether the answer came to its end; reports before it may leave out what follows
   */
  total(inputChars: number, isWhole: boolean): number
}

/** About as many tokens as a text has, where nobody says it exactly. */
export const estimateTokens = (chars: number): number => Math.ceil(chars / CHARS_PER_TOKEN)

type Numbers = Record<string, number>

/** @param headers of the answer */
export function observeUsage(headers: Headers): UsageObserver {
  // An encoded answer cannot be read in passing; the handler asks for one that is not.
  const isEncoded = headers.has('content-encoding')
  if (isEncoded) return observeNothing()
  return headers.get('content-type')?.startsWith('text/event-stream') ? observeEvents() : observeBody()
}

function observeNothing(): UsageObserver {
  let bytes = 0
  return {
    see: (chunk) => {
      bytes += chunk.byteLength
    },
    total: (inputChars) => Math.ceil((inputChars + bytes) / CHARS_PER_TOKEN),
  }
}

/** https://html.spec.whatwg.org/multipage/server-sent-events.html */
function observeEvents(): UsageObserver {
  const decoder = new TextDecoder()
  const usage: Numbers = {}
  let rest = ''
  let events = 0
  const line = (text: string) => {
    if (!text.startsWith('data:')) return
    events++
    // Most events have none, and parsing each would cost more than the relay.
    if (text.includes('"usage') || text.includes('_usage"')) collect(parse(text.slice('data:'.length)), usage)
  }
  return {
    see(chunk) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r\n|\n|\r/)
      rest = lines.pop() ?? ''
      if (rest.length > MAX_KEPT_BYTES) rest = ''
      for (const text of lines) line(text)
    },
    total(inputChars, isWhole) {
      line(rest)
      rest = ''
      // About one token an event, where the client has not asked the provider for a report or has not waited for it.
      const estimate = Math.ceil(inputChars / CHARS_PER_TOKEN) + events
      const reported = totalOf(usage) ?? 0
      return reported > 0 && isWhole ? reported : Math.max(reported, estimate)
    },
  }
}

function observeBody(): UsageObserver {
  const chunks: Uint8Array[] = []
  let bytes = 0
  return {
    see(chunk) {
      bytes += chunk.byteLength
      if (bytes <= MAX_KEPT_BYTES) chunks.push(chunk)
      else chunks.length = 0
    },
    total(inputChars) {
      const usage: Numbers = {}
      const text = Buffer.concat(chunks).toString()
      const body = parse(text)
      if (body !== undefined) collect(body, usage)
      // Bedrock's event stream: JSON between binary headers. In a string of the model the quotes would be escaped.
      else for (const [, json = ''] of text.matchAll(/"usage":(\{[^{}]*\})/g)) add(parse(json), usage)
      return totalOf(usage) ?? Math.ceil((inputChars + bytes) / CHARS_PER_TOKEN)
    },
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * `usage` of OpenAI, Anthropic, Bedrock and Cohere, `usageMetadata` of Gemini, in an answer, in Gemini's list of them,
 * and in the events that wrap one (`response` of OpenAI's Responses, `message` of Anthropic, `meta` of Cohere).
 */
function collect(value: unknown, usage: Numbers): void {
  if (Array.isArray(value)) for (const one of value) collect(one, usage)
  if (!isRecord(value)) return
  for (const key of ['usage', 'usageMetadata']) add(value[key], usage)
  for (const key of ['response', 'message', 'delta', 'x_groq', 'meta']) {
    const inner = value[key]
    if (isRecord(inner)) for (const name of ['usage', 'usageMetadata', 'tokens']) add(inner[name], usage)
  }
}

/** Later reports are of all before: the last number of each name counts. */
function add(report: unknown, usage: Numbers): void {
  if (!isRecord(report)) return
  for (const [name, value] of Object.entries(report)) {
    if (typeof value === 'number' && Number.isFinite(value)) usage[name] = Math.max(value, 0)
    // Cohere: usage.tokens.input_tokens
    else if (name === 'tokens') add(value, usage)
  }
}

/** What goes in and comes out; Anthropic counts what its cache read and wrote apart. */
const PARTS = [
  ['prompt_tokens', 'completion_tokens'],
  ['input_tokens', 'output_tokens', 'cache_creation_input_tokens', 'cache_read_input_tokens'],
  ['inputTokens', 'outputTokens', 'cacheReadInputTokens', 'cacheWriteInputTokens'],
  ['promptTokenCount', 'candidatesTokenCount', 'thoughtsTokenCount'],
] as const

function totalOf(usage: Numbers): number | undefined {
  const total = usage.total_tokens ?? usage.totalTokens ?? usage.totalTokenCount
  if (total !== undefined) return Math.round(total)
  for (const names of PARTS) {
    if (names.some((name) => usage[name] !== undefined)) {
      return Math.round(names.reduce((sum, name) => sum + (usage[name] ?? 0), 0))
    }
  }
  return undefined
}
