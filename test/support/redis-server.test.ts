/** A port that is taken between choosing and listening costs a test nothing; what else goes wrong is told. */

import { describe, expect, test } from 'bun:test'
import { freePort } from './free-port.ts'
import { hasRedis, startRedisServer } from './redis-server.ts'

describe.skipIf(!hasRedis)('a Redis of a test', () => {
  test('gets another port when somebody else took its own, a Redis too', async () => {
    await using other = await startRedisServer()
    const ports = [other.port, other.port, freePort()]
    await using server = await startRedisServer([], {}, () => ports.shift() ?? 0)
    expect(ports).toEqual([])
    expect(server.port).not.toBe(other.port)
    expect(server.url).toEndWith(`:${server.port}`)
    await server.client().set('key', 'own')
    expect(await other.client().get('key')).toBeNull()
  })

  test('gives up when each port is taken, with what the server wrote', async () => {
    await using other = await startRedisServer()
    let asked = 0
    const start = startRedisServer([], {}, () => {
      asked++
      return other.port
    })
    await expect(start).rejects.toThrow(/ended with 1: .*Address already in use/s)
    expect(asked).toBe(5)
  })

  test('that does not start says why', async () => {
    const start = startRedisServer(['--no-such-option', 'yes'])
    await expect(start).rejects.toThrow('Bad directive')
  })

  test('comes back on its port', async () => {
    await using server = await startRedisServer()
    const { port } = server
    await expect(server.start()).rejects.toThrow('up already')
    await server.kill()
    await server.start()
    expect(server.port).toBe(port)
    expect(await server.client().ping()).toBe('PONG')
  })
})
