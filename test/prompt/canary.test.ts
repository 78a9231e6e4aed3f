/**
 * Nothing slips past: wherever in a request a sentence stands, the scanner receives it or the request is refused; and
 * what the scanner flags does not reach the provider.
 */

import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { inRealBody, inUrl } from './canary-case.ts'
import { expectStopped, REFUSED, scaled, send, sent, setFlags, shown } from './canary-scene.ts'

test('a canary at any place of a real body is scanned and stopped, or the request is refused', async () => {
  await expectStopped(inRealBody, 50_000)
}, 300_000)

test('a canary in the URL is scanned and stopped, or the request is refused', async () => {
  await expectStopped(inUrl, 2000)
}, 60_000)

test('the same requests are forwarded byte by byte when the scanner flags nothing', async () => {
  setFlags(false)
  try {
    await fc.assert(
      fc.asyncProperty(inRealBody.map(shown), async (canary) => {
        const answer = await send(canary)
        if (REFUSED.test(answer)) return
        expect(answer).toBe('200')
        expect(Buffer.from(sent[0] ?? []).equals(canary.body)).toBe(true)
      }),
      { numRuns: scaled(2000) },
    )
  } finally {
    setFlags(true)
  }
}, 60_000)
