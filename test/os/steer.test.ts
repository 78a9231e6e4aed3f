/** A shared port: after steering, every connection reaches the newest listener. */

import { describe, expect, test } from 'bun:test'
import { listeningOn, steerToNewest } from '../../src/os/steer.ts'

const serve = (port: number, name: string, hostname = '127.0.0.1') =>
  Bun.serve({
    hostname,
    port,
    reusePort: true,
    fetch: () => new Response(name, { headers: { connection: 'close' } }),
  })

/** Who answers, over 200 connections. */
async function answering(url: URL): Promise<Record<string, number>> {
  const count: Record<string, number> = {}
  for (let connection = 0; connection < 200; connection++) {
    const name = await (await fetch(url)).text()
    count[name] = (count[name] ?? 0) + 1
  }
  return count
}

describe.each(['127.0.0.1', '::1', '0.0.0.0'])('on %s', (hostname) => {
  test('new connections go to the newest listener, and to the others again when it is gone', async () => {
    const first = serve(0, 'first', hostname)
    const port = first.port ?? 0
    const before = listeningOn(port)
    expect(before.size).toBe(1)
    const second = serve(port, 'second', hostname)
    const url = new URL(`http://${hostname === '::1' ? '[::1]' : '127.0.0.1'}:${port}`)
    expect(Object.keys(await answering(url)).toSorted()).toEqual(['first', 'second'])
    expect(steerToNewest(port, before)).toBe(true)
    expect(await answering(url)).toEqual({ second: 200 })
    await second.stop(true)
    expect(await answering(url)).toEqual({ first: 200 })
    await first.stop(true)
  })
})

test('with several new ones, they go to all of those', async () => {
  const olds = [serve(0, 'old')]
  const port = olds[0]?.port ?? 0
  olds.push(serve(port, 'old'))
  const before = listeningOn(port)
  const news = [serve(port, 'new 1'), serve(port, 'new 2')]
  expect(steerToNewest(port, before, 2)).toBe(true)
  const count = await answering(new URL(`http://127.0.0.1:${port}`))
  expect(Object.keys(count).toSorted()).toEqual(['new 1', 'new 2'])
  await Promise.all([...olds, ...news].map((server) => server.stop(true)))
})

test('with nobody to steer away from there is nothing to do', async () => {
  const alone = serve(0, 'alone')
  expect(steerToNewest(alone.port ?? 0, new Set())).toBe(false)
  expect(steerToNewest(alone.port ?? 0, listeningOn(alone.port ?? 0))).toBe(false)
  await alone.stop(true)
})
