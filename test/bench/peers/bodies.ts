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
  const head = JSON.stringify({ model: 'gpt-4o-mini', ...(stream && { stream }) }).slice(0, -1)
  const message = (role: string, content: string) => JSON.stringify({ role, content })
  const first = message('user', `Question ${PLACEHOLDER}: why?`)
  const messages = [first]
  let length = head.length + first.length + 20
  while (length < bytes) {
    const role = messages.length % 2 === 0 ? 'user' : 'assistant'
    const next = message(role, turn(Math.min(2000, Math.max(40, bytes - length - 40))))
    messages.push(next)
    length += next.length + 1
  }
  return `${head},"messages":[${messages.join(',')}]}`
}
