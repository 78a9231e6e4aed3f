/** A port of a Sentinel that is taken between choosing and listening costs a test nothing. */

import { describe, expect, test } from 'bun:test'
import { freePort } from './free-port.ts'
import { startSentinelGroup } from './redis-groups.ts'
import { hasRedis, startRedisServer } from './redis-server.ts'

describe.skipIf(!hasRedis)('a Sentinel of a test', () => {
  test('gets another port when somebody else took its own', async () => {
    await using other = await startRedisServer()
    const ports = [other.port, other.port, freePort()]
    const last = ports.at(-1)
    await using group = await startSentinelGroup(() => ports.shift() ?? 0)
    expect(ports).toEqual([])
    expect(new URL(group.url.replace('redis+sentinel', 'http')).port).toBe(String(last))
  })
})
