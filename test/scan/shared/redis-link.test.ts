/** When Redis is asked, and when not. */

import { expect, test } from 'bun:test'
import { EventEmitter } from 'node:events'
import type { RedisClient } from '../../../src/scan/shared/redis-client.ts'
import { createRedisLink } from '../../../src/scan/shared/redis-link.ts'
import { rejection } from '../../support/client.ts'

const TIMEOUT_MS = 20

function scene() {
  const changes: boolean[] = []
  const changed = new EventEmitter()
  const client = Object.assign(new EventEmitter(), {
    status: 'ready',
    pings: 0,
    async ping() {
      client.pings++
      return 'PONG'
    },
    disconnect() {},
  })
  const link = createRedisLink({
    client: client as unknown as RedisClient,
    timeoutMs: TIMEOUT_MS,
    onChange(up) {
      changes.push(up)
      changed.emit('change')
    },
  })
  const whenUp = () => new Promise<void>((resolve) => changed.on('change', () => link.isUp() && resolve()))
  return { client, link, changes, whenUp }
}

test('the question that failed is asked again, and a ping that another node answers says nothing', async () => {
  const { client, link, changes, whenUp } = scene()
  let tries = 0
  const ask = async () => {
    tries++
    if (tries < 4) throw new Error('CLUSTERDOWN')
    return 'answer'
  }
  expect(await rejection(link.run(ask, ask))).toBeInstanceOf(Error)
  expect(link.isUp()).toBe(false)
  await whenUp()
  expect(tries).toBe(4)
  expect(client.pings).toBe(0)
  expect(changes).toEqual([false, true])
  link.close()
})

test('after a broken connection it is a ping', async () => {
  const { client, link, changes, whenUp } = scene()
  client.emit('error', new Error('ECONNRESET'))
  expect(link.isUp()).toBe(false)
  await whenUp()
  expect(client.pings).toBe(1)
  expect(changes).toEqual([false, true])
  link.close()
})

test('a command that is not answered in time has failed', async () => {
  const { link } = scene()
  expect(await rejection(link.run(() => new Promise(() => {})))).toMatchObject({
    message: 'no answer in time',
  })
  expect(link.isUp()).toBe(false)
  link.close()
})
