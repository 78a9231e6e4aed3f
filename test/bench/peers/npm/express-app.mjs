// An Express proxy as LockLLM's guide has it: parse, hash, look up, ask on a miss, forward by fetch.
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import express from 'express'

const [port, stub] = process.argv.slice(2)
const verdicts = new Map()
const app = express()
app.use(express.raw({ type: () => true, limit: '64mb' }))
app.use(async (request, response) => {
  if (request.method !== 'POST') return response.end()
  const body = JSON.parse(request.body)
  const text = body.messages.map((message) => message.content).join('\n')
  const key = createHash('sha256').update(text).digest('hex')
  if (!verdicts.has(key)) {
    const scan = await fetch(`http://${stub}/v1/scan`, {
      method: 'POST',
      body: JSON.stringify({ input: text }),
    })
    if ((await scan.json()).safe !== true) return response.status(400).end()
    verdicts.set(key, true)
  }
  const answer = await fetch(`http://${stub}${request.url}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: request.body,
  })
  response.status(answer.status).type(answer.headers.get('content-type'))
  Readable.fromWeb(answer.body).pipe(response)
})
app.listen(Number(port), '127.0.0.1')
