/** What ends a request: as the runtime's AbortController does it, but for the price. */

import { describe, expect, spyOn, test } from 'bun:test'
import { Abort, nativeSignal, type Signal } from '../../../src/egress/http/abort.ts'

interface Aborting {
  readonly signal: Signal
  abort(reason: unknown): void
}
const own = (): Aborting => {
  const abort = new Abort()
  return { signal: abort, abort: (reason) => abort.abort(reason) }
}
const native = (): Aborting => {
  const controller = new AbortController()
  return { signal: controller.signal, abort: (reason) => controller.abort(reason) }
}
/** Of the runtime's: what it says of its abort. */
const bridged = (): Aborting => {
  const { signal, abort } = own()
  return { signal: nativeSignal(signal), abort }
}
const FIRST = new Error('first')

describe.each([
  ['ours', own],
  ["the runtime's", native],
  ["the runtime's for ours", bridged],
])('%s', (_, begin) => {
  test('has a reason, and throws it, once it is aborted', () => {
    const { signal, abort } = begin()
    expect([signal.aborted, signal.reason]).toEqual([false, undefined])
    signal.throwIfAborted()
    abort(FIRST)
    expect([signal.aborted, signal.reason]).toEqual([true, FIRST])
    expect(() => signal.throwIfAborted()).toThrow(FIRST)
  })

  test('tells functions and objects in the order in which they came, and each once', () => {
    const { signal, abort } = begin()
    const told: unknown[] = []
    const listener = {
      handleEvent() {
        told.push(this === listener, signal.reason)
      },
    }
    const last = () => told.push('last')
    for (const one of [() => told.push('function'), listener, last, last])
      signal.addEventListener('abort', one)
    abort(FIRST)
    abort(new Error('second'))
    expect(told).toEqual(['function', true, FIRST, 'last'])
    expect(signal.reason).toBe(FIRST)
  })

  test('tells nobody who has gone, before it or in the middle', () => {
    const { signal, abort } = begin()
    const told: string[] = []
    const gone = () => told.push('gone')
    const next = () => told.push('next')
    const first = () => signal.removeEventListener('abort', next)
    for (const one of [gone, first, next]) signal.addEventListener('abort', one)
    signal.removeEventListener('abort', gone)
    abort(FIRST)
    expect(told).toEqual([])
  })

  test('tells nobody who comes in the middle or behind it', () => {
    const { signal, abort } = begin()
    const told: string[] = []
    const late = () => told.push('late')
    signal.addEventListener('abort', () => signal.addEventListener('abort', late))
    abort(FIRST)
    signal.addEventListener('abort', late)
    abort(FIRST)
    expect(told).toEqual([])
  })

  test('a listener that aborts again changes nothing', () => {
    const { signal, abort } = begin()
    const told: unknown[] = []
    signal.addEventListener('abort', () => abort(new Error('again')))
    signal.addEventListener('abort', () => told.push(signal.reason))
    abort(FIRST)
    expect(told).toEqual([FIRST])
  })
})

test('a listener of ours that throws is a fault of the process, and keeps nobody from being told', () => {
  const fault = spyOn(globalThis, 'reportError').mockImplementation(() => {})
  const abort = new Abort()
  const told: unknown[] = []
  abort.addEventListener('abort', () => {
    throw FIRST
  })
  abort.addEventListener('abort', () => told.push('told'))
  abort.abort('done')
  expect(told).toEqual(['told'])
  expect(fault.mock.calls).toEqual([[FIRST]])
  fault.mockRestore()
})

describe("the runtime's for ours", () => {
  test('is aborted where ours already is', () => {
    const { signal, abort } = own()
    abort(FIRST)
    expect(nativeSignal(signal)).toBeInstanceOf(AbortSignal)
    expect(nativeSignal(signal)).toMatchObject({ aborted: true, reason: FIRST })
  })

  test('is the same one where it is given', () => {
    const { signal } = new AbortController()
    expect(nativeSignal(signal)).toBe(signal)
  })
})
