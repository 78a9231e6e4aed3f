/** A long conversation as each vendor's endpoint sees it: system prompt and tools again with every turn, and all turns so far. */

/** A conversation in one vendor's words. */
export interface Conversation {
  /** Path behind `/v1/proxy/`. */
  readonly path: string
  /** The request of turn 0, 1, 2 ...: everything said before, and one question more. */
  body(turn: number): unknown
}

const WORDS =
  'the harbour was quiet that evening while boats came home with little wind and a full moon'.split(' ')
/** Text of about `length` characters that no other number yields. */
function prose(seed: number, length: number): string {
  let text = `Part ${seed}:`
  for (let index = 0; text.length < length; index += 1)
    text += ` ${WORDS[(seed * 7 + index * 5) % WORDS.length]}`
  return text
}

const SYSTEM = prose(1000, 2048)
const TOOLS = Array.from({ length: 30 }, (_, index) => ({
  name: `tool_${index}`,
  description: prose(2000 + index, 160),
  schema: { type: 'object', properties: { query: { type: 'string', description: prose(3000 + index, 60) } } },
}))
const question = (turn: number) => prose(turn, 300)
const answer = (turn: number) => prose(500 + turn, 600)

/** Question, answer, question ... up to the question of `turn`. */
const spoken = <T>(turn: number, user: (text: string) => T, model: (text: string) => T): T[] =>
  Array.from({ length: turn + 1 }, (_, index) => [
    ...(index > 0 ? [model(answer(index - 1))] : []),
    user(question(index)),
  ]).flat()

/** Characters that each later turn adds, at least: an answer and a question. */
export const TURN_CHARS = 900

export const CONVERSATIONS: Readonly<Record<'openai' | 'anthropic' | 'gemini', Conversation>> = {
  openai: {
    path: 'openai/chat/completions',
    body: (turn) => ({
      model: 'gpt-4o-mini',
      messages: [
        { role: 'system', content: SYSTEM },
        ...spoken(
          turn,
          (content) => ({ role: 'user', content }),
          (content) => ({ role: 'assistant', content }),
        ),
      ],
      tools: TOOLS.map(({ name, description, schema }) => ({
        type: 'function',
        function: { name, description, parameters: schema },
      })),
    }),
  },
  anthropic: {
    path: 'anthropic/v1/messages',
    body: (turn) => ({
      model: 'claude-sonnet-4-5',
      max_tokens: 100,
      system: SYSTEM,
      messages: spoken(
        turn,
        (content) => ({ role: 'user', content }),
        (content) => ({ role: 'assistant', content }),
      ),
      tools: TOOLS.map(({ name, description, schema }) => ({ name, description, input_schema: schema })),
    }),
  },
  gemini: {
    path: 'gemini/models/gemini-2.5-flash:generateContent',
    body: (turn) => ({
      systemInstruction: { parts: [{ text: SYSTEM }] },
      contents: spoken(
        turn,
        (text) => ({ role: 'user', parts: [{ text }] }),
        (text) => ({ role: 'model', parts: [{ text }] }),
      ),
      tools: [
        {
          functionDeclarations: TOOLS.map(({ name, description, schema }) => ({
            name,
            description,
            parameters: schema,
          })),
        },
      ],
    }),
  },
}
