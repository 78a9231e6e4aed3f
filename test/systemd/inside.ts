/**
 * What talks to the service inside of the booted machine's network: a provider, and clients under load. A program of its
 * own, since only a whole process can enter another network.
 *
 *     inside.ts provider           until it is killed
 *     inside.ts load URL CLIENTS   until its stdin ends; prints what was lost
 *     inside.ts ask URL PROMPT     prints status, body and the certificate's serial number
 */

import { connect } from 'node:tls'
import { chat } from '../support/client.ts'
import { startLoad } from '../support/load.ts'

export const PROVIDER_PORT = 9999

const [role, url = '', argument = ''] = process.argv.slice(2)
const ask = (prompt: string) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(chat(prompt)),
    keepalive: false,
    tls: { rejectUnauthorized: false },
  })

/** On every address of the machine. Answers with what it was asked; `/slow` begins at once and ends when `/release` is called. */
function provide(): void {
  let release = () => {}
  Bun.serve({
    hostname: '0.0.0.0',
    port: PROVIDER_PORT,
    idleTimeout: 0,
    fetch(request) {
      const { pathname } = new URL(request.url)
      if (pathname === '/release') {
        release()
        return new Response()
      }
      if (!pathname.endsWith('/slow')) {
        return Response.json({ authorization: request.headers.get('authorization') })
      }
      const { promise, resolve } = Promise.withResolvers<void>()
      release = resolve
      const body = new ReadableStream<Uint8Array>({
        async start(controller) {
          controller.enqueue(Buffer.from('begin '))
          await promise
          controller.enqueue(Buffer.from('end'))
          controller.close()
        },
      })
      return new Response(body)
    },
  })
  process.stdout.write('ready\n')
}

async function load(clients: number): Promise<void> {
  const running = startLoad(clients, async () => {
    const answer = await ask('hello there')
    await answer.text()
    if (answer.status !== 200) throw new Error(`status ${answer.status}`)
  })
  await running.more(20)
  process.stdout.write('ready\n')
  for await (const _ of Bun.stdin.stream());
  process.stdout.write(`${JSON.stringify(await running.stop())}\n`)
}

/** @returns the serial number of the certificate that a new connection is shown; empty without TLS */
async function serial(): Promise<string> {
  const { protocol, hostname: host, port } = new URL(url)
  if (protocol !== 'https:') return ''
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const socket = connect({ host, port: Number(port), rejectUnauthorized: false }, () => {
    resolve(socket.getPeerCertificate().serialNumber)
    socket.end()
  })
  socket.on('error', reject)
  return promise
}

if (role === 'provider') provide()
if (role === 'load') await load(Number(argument))
if (role === 'ask') {
  const answer = await ask(argument)
  process.stdout.write('headers\n')
  const body = await answer.text()
  process.stdout.write(`${JSON.stringify({ status: answer.status, body, serial: await serial() })}\n`)
}
