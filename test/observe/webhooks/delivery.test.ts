/** Delivery against a real receiver: what is tried again, what is not, what waits, what is dropped, and the signature. */

import { describe, expect, test } from 'bun:test'
import { Webhook } from 'standardwebhooks'
import { DIRECT } from '../../../src/egress/egress.ts'
import { createDelivery, type DeliveryOptions } from '../../../src/observe/webhooks/delivery.ts'
import { startReceiver } from './receiver.ts'

const BODY = '{"event":"prompt_injection_detected","text":"Gänse"}'
const hanging = () => new Promise<Response>(() => {})

function deliverTo(url: string, more: Partial<DeliveryOptions> = {}) {
  const outcomes: string[] = []
  const delivery = createDelivery({
    url: new URL(url),
    egress: DIRECT,
    secret: undefined,
    timeoutMs: 2000,
    retries: 3,
    queue: 10,
    onOutcome: (outcome, reason) => outcomes.push(reason === undefined ? outcome : `${outcome}: ${reason}`),
    ...more,
  })
  return { delivery, outcomes }
}

/** An answer that asks to be tried again at once. */
const again = (status: number) => new Response('no', { status, headers: { 'retry-after': '0' } })

describe('a message', () => {
  test('is sent once, as it is', async () => {
    await using receiver = startReceiver()
    const { delivery, outcomes } = deliverTo(receiver.url)
    delivery.send('msg_1', BODY)
    await delivery.close(2000)
    expect(receiver.received.map(({ body }) => body)).toEqual([BODY])
    expect(receiver.received[0]?.headers.get('content-type')).toBe('application/json')
    expect(receiver.received[0]?.headers.get('webhook-signature')).toBeNull()
    expect([outcomes, delivery.pending()]).toEqual([['sent'], 0])
  })

  test.each([
    ['base64', `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`, undefined],
    ['any text', 'a secret of any kind', 'raw'],
  ] as const)(
    'is signed as Standard Webhooks’ own library verifies, key in %s',
    async (_name, secret, format) => {
      await using receiver = startReceiver()
      const { delivery } = deliverTo(receiver.url, { secret })
      delivery.send('msg_1', BODY)
      await delivery.close(2000)
      const [message] = receiver.received
      const verifier = new Webhook(secret, format && { format })
      const headers = Object.fromEntries(message?.headers ?? [])
      expect<unknown>(verifier.verify(message?.body ?? '', headers)).toEqual(JSON.parse(BODY))
      expect(() => verifier.verify(`${message?.body} `, headers)).toThrow()
    },
  )

  test.each([500, 503, 429, 408])('is tried again after %d, under the same id', async (status) => {
    await using receiver = startReceiver()
    const answers = [again(status), again(status)]
    receiver.scene.answer = () => answers.shift() ?? new Response()
    const { delivery, outcomes } = deliverTo(receiver.url)
    delivery.send('msg_1', BODY)
    await receiver.count(3)
    await delivery.close(2000)
    expect(receiver.received.map(({ headers }) => headers.get('webhook-id'))).toEqual(Array(3).fill('msg_1'))
    expect(outcomes).toEqual(['sent'])
  })

  test.each([400, 401, 404, 410, 301])('is given up after %d', async (status) => {
    await using receiver = startReceiver(
      () => new Response(null, { status, headers: { location: 'http://127.0.0.1:1/' } }),
    )
    const { delivery, outcomes } = deliverTo(receiver.url)
    delivery.send('msg_1', BODY)
    await delivery.close(2000)
    expect(receiver.received).toHaveLength(1)
    expect(outcomes).toEqual([`failed: status ${status}`])
  })

  test('is given up after the last retry', async () => {
    await using receiver = startReceiver(() => again(500))
    const { delivery, outcomes } = deliverTo(receiver.url, { retries: 2 })
    delivery.send('msg_1', BODY)
    await delivery.close(2000)
    expect(receiver.received).toHaveLength(3)
    expect(outcomes).toEqual(['failed: status 500'])
  })

  test('waits before it is tried again, and longer each time', async () => {
    await using receiver = startReceiver(() => new Response(null, { status: 500 }))
    const { delivery } = deliverTo(receiver.url, { retries: 9 })
    const random = Math.random
    Math.random = () => 0.1
    const started = performance.now()
    delivery.send('msg_1', BODY)
    await receiver.count(3)
    Math.random = random
    expect(performance.now() - started).toBeGreaterThan(280)
    await delivery.close(0)
  })

  test.each([
    ['that hangs', hanging, /^failed: TimeoutError/],
    ['that refuses', undefined, /^failed: .*(ConnectionRefused|ECONNREFUSED)$/],
  ])('to a receiver %s fails in time', async (_name, answer, outcome) => {
    await using receiver = startReceiver(answer)
    const url = answer ? receiver.url : 'http://127.0.0.1:1/'
    const { delivery, outcomes } = deliverTo(url, { timeoutMs: 100, retries: 0 })
    delivery.send('msg_1', BODY)
    await delivery.close(2000)
    expect(outcomes).toEqual([expect.stringMatching(outcome)])
  })
})

describe('the queue', () => {
  test('is bounded, and sending never waits', async () => {
    await using receiver = startReceiver(hanging)
    const { delivery, outcomes } = deliverTo(receiver.url, { queue: 100, timeoutMs: 60_000 })
    const started = performance.now()
    for (let n = 0; n < 10_000; n++) delivery.send(`msg_${n}`, BODY)
    expect(performance.now() - started).toBeLessThan(1000)
    expect(outcomes).toEqual(Array(9900).fill('dropped: queue is full'))
    expect(delivery.pending()).toBe(100)
    await delivery.close(50)
    expect([outcomes.length, delivery.pending()]).toEqual([10_000, 0])
    expect(receiver.received.length).toBeLessThanOrEqual(4)
  })

  test('is emptied at the end while there is time', async () => {
    await using receiver = startReceiver(async () => {
      await Bun.sleep(5)
      return new Response()
    })
    const { delivery, outcomes } = deliverTo(receiver.url, { queue: 100 })
    for (let n = 0; n < 50; n++) delivery.send(`msg_${n}`, BODY)
    await delivery.close(5000)
    expect(outcomes).toEqual(Array(50).fill('sent'))
  })
})
