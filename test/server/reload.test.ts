/** A change of configuration in a running server: whole or not at all, and no request notices. */

import { afterAll, describe, expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLog } from '../../src/observe/log.ts'
import { hashOfKey, newKey } from '../../src/proxy/clients/key.ts'
import { startServer } from '../../src/server.ts'
import { configOf } from '../proxy/config.ts'
import type { ConfigTable } from '../support/binary.ts'
import { chat, post, rejection } from '../support/client.ts'
import { startWireServer, type WireHandler } from '../support/wire/wire-server.ts'

const folder = await mkdtemp(join(tmpdir(), 'lockllm-proxy-reload-'))
const providerNamed = (name: string) => startWireServer((_request, reply) => reply.json(200, { name }))
const [first, second] = await Promise.all([providerNamed('first'), providerNamed('second')])
const open = new AsyncDisposableStack()
afterAll(async () => {
  await open.disposeAsync()
  await Promise.all([first.close(), second.close()])
  await rm(folder, { recursive: true, force: true })
})

const output = { write: () => {}, dropped: () => 0, flush: async () => {} }
const log = createLog({ level: 'error', format: 'json', isTerminal: false, output })

type Table = ConfigTable
const table = (upstream: { readonly url: string }, more: Table = {}) =>
  configOf({
    providers: { openai: { base_url: `${upstream.url}/v1` } },
    audit: { path: 'off' },
    ...more,
    server: { listen: '127.0.0.1:0', drain_timeout: '5s', ...(more.server as ConfigTable) },
    admin: { listen: '127.0.0.1:0', ...(more.admin as ConfigTable) },
  })

async function start(more: Table = {}, upstream = first) {
  const server = await startServer({ config: table(upstream, more), log, output, env: {} })
  open.defer(async () => void (await server.drain()))
  return {
    server,
    async reload(next: Table, at = second) {
      const change = await server.prepare(table(at, next))
      await change.commit()
    },
    at: (index = 0) => `${server.listeners[index]?.url}/v1/proxy/openai/chat/completions`,
  }
}

const nameOf = async (response: Response | Promise<Response>) =>
  ((await (await response).json()) as { name?: string }).name

describe('a reload', () => {
  test('is in effect for the next request, on the same listeners', async () => {
    const { server, reload, at } = await start()
    const before = [...server.listeners]
    expect(await nameOf(post(at(), chat('hello')))).toBe('first')
    await reload({})
    expect(await nameOf(post(at(), chat('hello')))).toBe('second')
    expect(server.listeners.map(({ url }) => url)).toEqual(before.map(({ url }) => url))
  })

  test('lets a request end under the configuration that it began with', async () => {
    const reached = Promise.withResolvers<void>()
    const release = Promise.withResolvers<void>()
    const slow: WireHandler = async (_request, reply) => {
      await reply.stream(200, [['content-type', 'application/json']])
      reached.resolve()
      await release.promise
      await reply.write('{"name":"slow"}')
      await reply.end()
    }
    const upstream = await startWireServer(slow)
    open.defer(() => upstream.close())
    const { reload, at } = await start({}, upstream)
    const response = post(at(), chat('hello'))
    await reached.promise
    await reload({})
    expect(await nameOf(post(at(), chat('hello')))).toBe('second')
    release.resolve()
    expect(await nameOf(response)).toBe('slow')
  })

  test('keeps verdicts and counters', async () => {
    const { reload, at, server } = await start()
    const metrics = async () => (await fetch(`${server.listeners.at(-1)?.url}/metrics`)).text()
    await (await post(at(), chat('a text of its own'))).text()
    await reload({})
    await (await post(at(), chat('a text of its own'))).text()
    const text = await metrics()
    expect(text).toContain(
      'lockllm_proxy_requests_total{provider="openai",endpoint="openai-chat",status="200"} 2',
    )
    expect(text).toContain('lockllm_proxy_scan_calls_total 1')
    expect(text).toMatch(/lockllm_proxy_cache_hits_total [1-9]/)
  })

  test('goes on counting where limits counted before, and forgets those that are gone', async () => {
    const limits = (requests: number): Table => ({
      limits: { rules: [{ name: 'all', requests, window: '10m' }] },
    })
    const { reload, at } = await start(limits(2))
    const statusOf = async () => (await post(at(), chat('hello'))).status
    expect([await statusOf(), await statusOf(), await statusOf()]).toEqual([200, 200, 429])
    await reload(limits(3))
    expect([await statusOf(), await statusOf()]).toEqual([200, 429])
    await reload({})
    expect(await statusOf()).toBe(200)
  })

  test('lets in whoever has a key by then', async () => {
    const [old, next] = [newKey(), newKey()]
    const client = (key: string): Table => ({
      clients: [{ name: 'search', keys: [{ hash: hashOfKey(key) }] }],
    })
    const { reload, at } = await start(client(old))
    const statuses = () =>
      Promise.all(
        [old, next].map(async (key) => (await post(at(), chat('hello'), { 'x-api-key': key })).status),
      )
    expect(await statuses()).toEqual([200, 401])
    await reload(client(next))
    expect(await statuses()).toEqual([401, 200])
  })

  test('opens new addresses and closes those that are gone', async () => {
    const path = join(folder, 'added.sock')
    const { reload, at, server } = await start()
    const gone = at()
    await reload({ server: { listen: `unix:${path}` } })
    const response = await fetch('http://h/v1/proxy/openai/models', { unix: path })
    expect(await nameOf(response)).toBe('second')
    expect(server.listeners[0]?.url).toBe(`unix:${path}`)
    let refused: unknown
    while (!refused) refused = await rejection(post(gone, chat('hello')))
    await reload({ server: { listen: '127.0.0.1:0' } })
    expect(await nameOf(post(at(), chat('hello')))).toBe('second')
    while (existsSync(path)) await Bun.sleep(10)
  })

  test('that cannot open a listener, or the audit file, changes nothing', async () => {
    const { server, at } = await start()
    const path = join(folder, 'not-opened.sock')
    const before = [...server.listeners]
    const taken = { server: { listen: [`unix:${path}`, new URL(second.url).host] } }
    expect(String(await rejection(server.prepare(table(second, taken))))).toContain('cannot listen on')
    const audit = { audit: { path: join(folder, 'no', 'such', 'folder') } }
    expect(String(await rejection(server.prepare(table(second, audit))))).toContain('cannot open audit.path')
    expect(existsSync(path)).toBe(false)
    expect(server.listeners).toEqual(before)
    expect(await nameOf(post(at(), chat('hello')))).toBe('first')
  })

  test('that is abandoned changes nothing', async () => {
    const { server, at } = await start()
    const path = join(folder, 'abandoned.sock')
    const change = await server.prepare(table(second, { server: { listen: `unix:${path}` } }))
    expect(existsSync(path)).toBe(true)
    await change.abandon()
    expect(existsSync(path)).toBe(false)
    expect(await nameOf(post(at(), chat('hello')))).toBe('first')
  })
})
