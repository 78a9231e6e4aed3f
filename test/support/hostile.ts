/**
 * Requests that try to be read in two ways, to hide their text or to exhaust the proxy: how they are built, and what
 * must become of them. Each is sent over a bare socket, has exactly one answer, and does not reach a provider.
 */

import { expect } from 'bun:test'
import type { ErrorEnvelope } from './client.ts'
import type { HeaderList } from './wire/http-message.ts'
import { rawRequest, sendRaw } from './wire/raw-client.ts'
import type { World } from './world.ts'

export type Bytes = string | Uint8Array

/** What is sent, and the answer's status and `error.code`; null for an answer of the runtime's own, or without body. */
export type HostileCase = readonly [what: string, bytes: Bytes, status: number, code: string | null]

export const CHAT = '/v1/proxy/openai/chat/completions'
export const HOST: HeaderList = [['Host', 'localhost']]
export const JSON_TYPE: HeaderList = [...HOST, ['Content-Type', 'application/json']]
export const OK_BODY = '{"model":"gpt-4o-mini","messages":[{"role":"user","content":"hello"}]}'

/** A good request with another body, and more headers. */
export const withBody = (body: Bytes, ...headers: HeaderList): Buffer =>
  rawRequest('POST', CHAT, [...JSON_TYPE, ...headers], body)

export const bytes = (...parts: (string | Uint8Array)[]): Buffer =>
  Buffer.concat(parts.map((part) => Buffer.from(part)))

/** A body whose one message is `content`, put there as it is. */
export const message = (content: string): string => `{"messages":[{"role":"user","content":"${content}"}]}`

/** Sends, checks the one answer, and that nothing has left. */
export async function expectRefused(world: World, [, sent, status, code]: HostileCase): Promise<void> {
  const method = Buffer.from(sent.slice(0, 8)).toString().split(' ')[0]
  const answer = await sendRaw(world.proxy.target, sent, method)
  expect(answer?.status).toBe(status)
  if (code !== null) {
    const envelope = answer?.json() as ErrorEnvelope
    expect(envelope).toMatchObject({ type: 'error', error: { code } })
    expect(envelope.error.request_id).toBe(answer?.header('x-request-id') ?? 'missing')
  }
  expect(world.provider.requests).toBeEmpty()
  expect(world.proxy.stderr()).toBe('')
}
