/** Chat requests of a given size, shaped like an agent's: a system prompt, then turns of plain text. */

import { PLACEHOLDER } from './load.ts'

const WORDS =
  'the report of last week shows that sales in the north grew while costs stayed as planned'.split(' ')

export function chatBody(bytes: number, stream: boolean): string {
  const turn = (length: number) => {
    let text = ''
    for (let i = 0; text.length < length; i += 1) text += `${WORDS[(i * 7) % WORDS.length]} `
    return text.slice(0, length)
  }
  const messages: { role: string; content: string }[] = [
    { role: 'user', content: `Question ${PLACEHOLDER}: why?` },
  ]
  const body = () => JSON.stringify({ model: 'gpt-4o-mini', ...(stream && { stream }), messages })
  while (body().length < bytes) {
    const role = messages.length % 2 === 0 ? 'user' : 'assistant'
    messages.push({ role, content: turn(Math.min(2000, Math.max(40, bytes - body().length - 40))) })
  }
  return body()
}
