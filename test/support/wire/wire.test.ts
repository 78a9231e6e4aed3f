/** The tools that judge bytes must themselves see every way in which a message can come, or not come, whole. */

import { afterAll, describe, expect, test } from 'bun:test'
import { headerValues } from './http-message.ts'
import { openRaw, rawRequest, sendRaw } from './raw-client.ts'
import { startWireServer, type WireHandler } from './wire-server.ts'

const handlers: WireHandler[] = []
const server = await startWireServer(async (request, reply) => handlers.shift()?.(request, reply))
const target = { hostname: '127.0.0.1', port: server.port }
afterAll(() => server.close())

const get = rawRequest('GET', '/', [['Host', 'x']])
const ask = (handler: WireHandler) => {
  handlers.push(handler)
  return sendRaw(target, get, 'GET')
}

describe('an answer', () => {
  test('is whole with Content-Length, in chunks, and until the close', async () => {
    const sized = await ask((_request, reply) => reply.send(200, [], 'abc'))
    expect(sized).toMatchObject({ status: 200, complete: true, bytes: Buffer.from('abc') })

    const chunked = await ask(async (_request, reply) => {
      await reply.stream(200, [])
      for (const letter of 'abc') await reply.write(letter)
      await reply.end()
    })
    expect(chunked).toMatchObject({ complete: true, bytes: Buffer.from('abc'), chunks: [1, 1, 1] })

    const closed = await ask(async (_request, reply) => {
      await reply.head(200, [])
      await reply.raw('abc')
      reply.close()
    })
    expect(closed).toMatchObject({ complete: true, bytes: Buffer.from('abc') })
  })

  test('is not whole when it is broken off', async () => {
    const short = await ask(async (_request, reply) => {
      await reply.head(200, [['Content-Length', '10']])
      await reply.raw('abc')
      reply.close()
    })
    expect(short).toMatchObject({ complete: false, bytes: Buffer.from('abc') })

    const endless = await ask(async (_request, reply) => {
      await reply.stream(200, [])
      await reply.write('abc')
      reply.close()
    })
    expect(endless).toMatchObject({ complete: false, bytes: Buffer.from('abc') })
  })

  test('is missing when the connection is reset', async () => {
    expect(await ask((_request, reply) => reply.reset())).toBeUndefined()
  })

  test('keeps its headers apart', async () => {
    const cookies = [
      ['Set-Cookie', 'a=1'],
      ['set-cookie', 'b=2'],
    ] as const
    const answer = await ask((_request, reply) => reply.send(200, cookies))
    expect(headerValues(answer?.headers ?? [], 'Set-Cookie')).toEqual(['a=1', 'b=2'])
  })
})

test('requests are recorded as they came, also in pieces and behind each other', async () => {
  server.clear()
  const echo: WireHandler = (request, reply) => reply.send(200, [], request.body)
  handlers.push(echo, echo)
  const head = 'POST /a?b=%20 HTTP/1.1\r\nhOsT: x\r\nTransfer-Encoding: chunked\r\n\r\n'
  const bytes = Buffer.from(
    `${head}2\r\nab\r\n1\r\nc\r\n0\r\n\r\nPOST /2 HTTP/1.1\r\nContent-Length: 1\r\n\r\nz`,
  )
  await using connection = await openRaw(target)
  for (const byte of bytes) await connection.write(Uint8Array.of(byte))
  expect((await connection.answer())?.bytes.toString()).toBe('abc')
  expect((await connection.answer())?.bytes.toString()).toBe('z')
  expect(server.requests).toMatchObject([
    {
      method: 'POST',
      target: '/a?b=%20',
      path: '/a',
      headers: [
        ['hOsT', 'x'],
        ['Transfer-Encoding', 'chunked'],
      ],
    },
    { method: 'POST', target: '/2' },
  ])
})

test('a handler is held up by a peer that does not read, and told when it leaves', async () => {
  const gone = Promise.withResolvers<void>()
  let sent = 0
  handlers.push(async (request, reply) => {
    void request.peerGone.then(gone.resolve)
    await reply.stream(200, [])
    for (;;) {
      await reply.write('x'.repeat(65_536))
      sent += 65_536
    }
  })
  const connection = await openRaw(target, 1024)
  await connection.write(get)
  await connection.head()
  for (let last = -1; last !== sent; ) {
    last = sent
    await Bun.sleep(100)
  }
  expect(sent).toBeLessThan(32 * 1024 * 1024)
  connection.reset()
  await gone.promise
})
