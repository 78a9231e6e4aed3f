/** The remote scanner against a fake LockLLM: headers, budget, retries, waits. */

import { afterAll, beforeEach, describe, expect, spyOn, test } from 'bun:test'
import { Secret } from '../../src/config/secret.ts'
import { DIRECT } from '../../src/egress/egress.ts'
import { type Breaker, createBreaker } from '../../src/scan/breaker.ts'
import { lockllmScanner } from '../../src/scan/lockllm.ts'
import { ScanError, type ScanOptions } from '../../src/scan/scanner.ts'
import { OPTIONS } from '../proxy/exchanges.ts'
import { rejection } from '../support/client.ts'
import { FAULTS, startFakeLockLLM } from '../support/fake-lockllm.ts'

const fake = await startFakeLockLLM()
beforeEach(() => fake.reset())
afterAll(() => fake[Symbol.asyncDispose]())

interface Given {
  readonly baseUrl?: string
  readonly apiKey?: string
  readonly timeoutMs?: number
  readonly retries?: number
  readonly breaker?: Breaker
  readonly onAttempt?: () => void
}

function scene(given: Given = {}) {
  const attempts: string[] = []
  const scanner = lockllmScanner({
    egress: DIRECT,
    baseUrl: given.baseUrl ?? fake.url,
    apiKey: new Secret('env:K', given.apiKey ?? fake.apiKey),
    timeoutMs: given.timeoutMs ?? 5000,
    retries: given.retries ?? 2,
    breaker: given.breaker ?? createBreaker({ threshold: 1000 }),
    onAttempt(outcome) {
      attempts.push(outcome)
      given.onAttempt?.()
    },
  })
  const scan = (text = 'hello', options: Partial<ScanOptions> = {}, signal = new AbortController().signal) =>
    scanner.scan(text, { ...OPTIONS, ...options }, signal)
  return { scanner, scan, attempts }
}

async function reasonOf(promise: Promise<unknown>): Promise<string> {
  const error = await rejection(promise)
  if (error instanceof ScanError) return error.reason
  throw new Error(`no scanner error but ${error}`)
}

describe('a call', () => {
  test('carries text and options as the contract says', async () => {
    const options = { sensitivity: 'high', mode: 'combined', piiAction: 'allow_with_warning' } as const
    expect(await scene().scan('naïve – 你好 \u{1f600} "quoted"', options)).toMatchObject({ safe: true })
    const [call] = fake.calls
    expect(call?.input).toBe('naïve – 你好 \u{1f600} "quoted"')
    expect(
      Object.fromEntries(
        (call?.headers ?? [])
          .map(([name, value]) => [name.toLowerCase(), value] as const)
          .filter(
            ([name]) => name.startsWith('x-lockllm-') || name === 'authorization' || name === 'content-type',
          ),
      ),
    ).toEqual({
      authorization: `Bearer ${fake.apiKey}`,
      'content-type': 'application/json',
      'x-lockllm-scan-mode': 'combined',
      'x-lockllm-sensitivity': 'high',
      'x-lockllm-scan-action': 'block',
      'x-lockllm-policy-action': 'block',
      'x-lockllm-abuse-action': 'block',
      'x-lockllm-pii-action': 'allow_with_warning',
    })
  })

  test('has no header for an action that is off', async () => {
    await scene().scan('hello', { abuseAction: 'off', piiAction: 'off' })
    expect(fake.calls[0]?.header('x-lockllm-abuse-action')).toBeUndefined()
    expect(fake.calls[0]?.header('x-lockllm-pii-action')).toBeUndefined()
  })

  test('may have a base URL with a path and a slash', async () => {
    expect(await scene({ baseUrl: `${fake.url}/` }).scan()).toMatchObject({ safe: true })
  })

  test.each([
    ['INJECT-ME', { safe: false, injection: 0.95 }],
    [
      'POLICY-ME',
      { safe: true, policyViolations: [expect.objectContaining({ policy_name: 'No trade secrets' })] },
    ],
    ['ABUSE-ME', { safe: true, abuse: expect.objectContaining({ abuse_types: ['bot'] }) }],
    ['PII-ME', { safe: true, pii: expect.objectContaining({ entity_types: ['email'] }) }],
  ])('whose answer is the error of %s is a verdict, not retried', async (text, expected) => {
    const { scan, attempts } = scene()
    expect(await scan(text)).toMatchObject(expected)
    expect(attempts).toEqual(['verdict'])
  })
})

describe('what may pass is tried again', () => {
  test.each([
    ['server_error', FAULTS.status(500)],
    ['server_error', FAULTS.status(503)],
    ['rate_limited', FAULTS.status(429)],
    ['unreachable', FAULTS.reset()],
    ['unreachable', FAULTS.truncated()],
    ['bad_response', FAULTS.brokenJson()],
    ['bad_response', FAULTS.html()],
    ['bad_response', FAULTS.answer({ request_id: 'r' })],
  ])('%s %#', async (reason, fault) => {
    fake.failNext(fault, fault)
    const { scan, attempts } = scene()
    expect(await scan()).toMatchObject({ safe: true })
    expect(attempts).toEqual([reason, reason, 'verdict'])
  })

  test.each([0, 1, 3])('%d times, no more', async (retries) => {
    fake.failAlways(FAULTS.status(500))
    const { scan, attempts } = scene({ retries })
    expect(await reasonOf(scan())).toBe('server_error')
    expect(attempts).toHaveLength(retries + 1)
    expect(fake.calls).toHaveLength(retries + 1)
  })
})

describe('what will not pass is not retried', () => {
  test.each([
    ['unauthorized', FAULTS.status(401)],
    ['unauthorized', FAULTS.status(403)],
    ['insufficient_credits', FAULTS.status(402)],
    ['rejected', FAULTS.status(400)],
    ['rejected', FAULTS.status(404)],
    ['rejected', FAULTS.status(413)],
    ['rejected', FAULTS.status(422)],
  ])('%s %#', async (reason, fault) => {
    fake.failAlways(fault)
    expect(await reasonOf(scene().scan())).toBe(reason)
    expect(fake.calls).toHaveLength(1)
  })
})

describe('waits', () => {
  /** The waits between attempts, in milliseconds, as they are asked of the clock. */
  async function waitsWith(
    random: number,
    fault: (typeof FAULTS)['reset'] extends () => infer F ? F : never,
  ) {
    fake.failAlways(fault)
    const dice = spyOn(Math, 'random').mockReturnValue(random)
    const clock = spyOn(globalThis, 'setTimeout')
    try {
      await rejection(scene({ retries: 3 }).scan())
      return clock.mock.calls
        .map(([, milliseconds]) => milliseconds)
        .filter((ms): ms is number => typeof ms === 'number')
    } finally {
      dice.mockRestore()
      clock.mockRestore()
    }
  }

  test('full jitter: drawn between nothing and 100, 200, 400 ms', async () => {
    // Those of others, which share the clock, are let be.
    expect((await waitsWith(0, FAULTS.status(500))).filter((ms) => ms === 0)).toEqual([0, 0, 0])
    expect((await waitsWith(0.5, FAULTS.status(500))).filter((ms) => [50, 100, 200].includes(ms))).toEqual([
      50, 100, 200,
    ])
  })

  test.each([
    ['seconds', '1'],
    ['a date', () => new Date(Date.now() + 1999).toUTCString()],
  ])('Retry-After as %s is obeyed', async (_name, value) => {
    fake.failNext(FAULTS.rateLimited(typeof value === 'string' ? value : value()))
    const started = performance.now()
    expect(await scene().scan()).toMatchObject({ safe: true })
    expect(performance.now() - started).toBeWithin(900, 2500)
  })

  test('a Retry-After past the budget ends the scan at once', async () => {
    fake.failAlways(FAULTS.rateLimited('60'))
    const started = performance.now()
    const error = await rejection(scene({ timeoutMs: 2000 }).scan())
    expect(error).toMatchObject({ reason: 'rate_limited', retryAfterMs: 60_000 })
    expect(performance.now() - started).toBeLessThan(500)
    expect(fake.calls).toHaveLength(1)
  })
})

describe('the budget', () => {
  test.each([
    ['a silent API', FAULTS.silent(), 'timeout'],
    ['an API that fails again and again', FAULTS.status(500), 'server_error'],
  ])('of %s is never exceeded', async (_name, fault, reason) => {
    fake.failAlways(fault)
    const started = performance.now()
    expect(await reasonOf(scene({ timeoutMs: 250, retries: 10 }).scan())).toMatch(
      new RegExp(`^(${reason}|timeout)$`),
    )
    expect(performance.now() - started).toBeLessThan(330)
  })

  test('of an answer whose body never ends, too', async () => {
    fake.failAlways(async (reply, _verdict, request) => {
      await reply.stream(200, [['Content-Type', 'application/json']])
      await reply.write('{"safe":')
      await request.peerGone
    })
    expect(await reasonOf(scene({ timeoutMs: 150 }).scan())).toBe('timeout')
  })

  test('covers the attempts together: a slow one leaves less for the next', async () => {
    fake.failNext(async (reply) => {
      await Bun.sleep(150)
      await reply.json(429, {}, [['Retry-After', '0']])
    })
    fake.failAlways(FAULTS.silent())
    const started = performance.now()
    expect(await reasonOf(scene({ timeoutMs: 300 }).scan())).toBe('timeout')
    expect(performance.now() - started).toBeWithin(250, 400)
  })
})

test('an answer that is too long is cut off', async () => {
  fake.failAlways(async (reply) => {
    await reply.stream(200, [])
    for (let mebibyte = 0; mebibyte < 20; mebibyte++) await reply.write(' '.repeat(1 << 20))
    await reply.end()
  })
  expect(await reasonOf(scene({ retries: 0 }).scan())).toBe('bad_response')
})

test('a compressed answer is not asked for, and none that is read as one', async () => {
  let asked: string | undefined
  fake.failAlways((reply, _verdict, request) => {
    asked = request.header('accept-encoding')
    return reply.json(200, { request_id: 'r', safe: true }, [['Content-Encoding', 'gzip']])
  })
  expect(await reasonOf(scene({ retries: 0 }).scan())).toBe('bad_response')
  expect(asked).toBe('identity')
})

test('redirects are not followed: the key stays with its host', async () => {
  fake.failAlways((reply) => reply.send(307, [['Location', `${fake.url}/v1/scan`]]))
  expect(await reasonOf(scene({ retries: 0 }).scan())).toBe('bad_response')
  expect(fake.calls).toHaveLength(1)
})

test('nobody there', async () => {
  expect(await reasonOf(scene({ baseUrl: 'http://127.0.0.1:1', retries: 1 }).scan())).toBe('unreachable')
})

test('a wrong key', async () => {
  expect(await reasonOf(scene({ apiKey: 'other' }).scan())).toBe('unauthorized')
})

describe('a scan that is aborted', () => {
  test('ends while it waits for the answer, and closes the connection', async () => {
    const ending = new AbortController()
    let gone: Promise<void> | undefined
    fake.failAlways((_reply, _verdict, request) => {
      gone = request.peerGone
      ending.abort()
      return gone
    })
    expect(await reasonOf(scene().scan('x', {}, ending.signal))).toBe('overloaded')
    await gone
  })

  test('ends while it waits for the next attempt', async () => {
    const ending = new AbortController()
    fake.failAlways(async (reply) => {
      await reply.json(429, {}, [['Retry-After', '3']])
      setTimeout(() => ending.abort(), 20)
    })
    const started = performance.now()
    await rejection(scene().scan('x', {}, ending.signal))
    expect(performance.now() - started).toBeLessThan(1000)
    expect(fake.calls).toHaveLength(1)
  })

  test('between an attempt and its wait waits for nothing', async () => {
    const ending = new AbortController()
    fake.failAlways((reply) => reply.json(429, {}, [['Retry-After', '3']]))
    const started = performance.now()
    await rejection(scene({ onAttempt: () => ending.abort() }).scan('x', {}, ending.signal))
    expect(performance.now() - started).toBeLessThan(1000)
    expect(fake.calls).toHaveLength(1)
  })

  test('before it starts asks nobody', async () => {
    await rejection(scene().scan('x', {}, AbortSignal.abort()))
    expect(fake.calls).toHaveLength(0)
  })
})

describe('the breaker', () => {
  test('does not count a scan whose caller had spent its time elsewhere', async () => {
    fake.failAlways(FAULTS.silent())
    const breaker = createBreaker({ threshold: 1 })
    const { scan } = scene({ breaker })
    expect(await reasonOf(scan('x', {}, AbortSignal.timeout(20)))).toBe('overloaded')
    expect(breaker.state()).toBe('closed')
  })

  test('counts one that had most of its time', async () => {
    fake.failAlways(FAULTS.silent())
    const breaker = createBreaker({ threshold: 1 })
    const { scan } = scene({ breaker, timeoutMs: 200 })
    expect(await reasonOf(scan('x', {}, AbortSignal.timeout(150)))).toBe('timeout')
    expect(breaker.state()).toBe('open')
  })
})

describe('no secret is told', () => {
  test('by an error', async () => {
    fake.failAlways(FAULTS.answer({ error: { code: 'x', message: 'the very secret prompt' } }))
    const error = await rejection(scene({ retries: 0 }).scan('the very secret prompt'))
    expect(`${error} ${JSON.stringify(error)}`).not.toMatch(new RegExp(`secret|${fake.apiKey}`))
  })

  test('by the fingerprint, which differs by key and base URL', () => {
    const prints = [scene(), scene({ apiKey: 'other' }), scene({ baseUrl: 'http://127.0.0.1:1' })].map(
      ({ scanner }) => scanner.fingerprint,
    )
    expect(new Set(prints).size).toBe(3)
    expect(prints.join()).not.toContain(fake.apiKey)
  })
})
