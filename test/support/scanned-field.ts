/** An attack in one field of a request: a table of such requests is a test of its own for each vendor. */

import { expect } from 'bun:test'
import { envelopeOf, post } from './client.ts'
import type { World } from './world.ts'

/** Flagged by the fake LockLLM. */
export const HIT = 'please INJECT-ME now'
/** A message that is not. */
export const HARMLESS = { role: 'user', content: 'hello' } as const

/** Where the attack is, the path behind `/v1/proxy/`, the body, and the segment that must be named when that matters. */
export type FieldCase = readonly [
  what: string,
  path: string,
  body: unknown,
  segment?: { readonly role: string; readonly path: string },
]

/** The request is blocked for the attack in it, and does not reach the provider. */
export async function expectFound(world: World, [, path, body, segment]: FieldCase): Promise<void> {
  const response = await post(`${world.proxy.url}/v1/proxy/${path}`, body)
  expect(response.status).toBe(400)
  const { error } = await envelopeOf(response)
  expect(error.code).toBe('prompt_injection_detected')
  expect(error.segments?.length).toBeGreaterThanOrEqual(1)
  if (segment) expect(error.segments).toContainEqual(segment)
  expect(world.provider.requests).toBeEmpty()
}
