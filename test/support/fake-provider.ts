/**
 * All fake providers on one loopback port, each under its own prefix: `/openai/v1`, `/anthropic/v1`,
 * `/gemini/v1beta` (and `v1`), `/cohere/v2` (and `v1`); anything else is echoed. Requests are recorded as raw
 * bytes; a test that wants an answer of its own puts a handler in front.
 */

import { anthropic } from './providers/anthropic.ts'
import { cohere } from './providers/cohere.ts'
import { echo } from './providers/echo.ts'
import { gemini } from './providers/gemini.ts'
import { openai } from './providers/openai.ts'
import type { Vendor } from './providers/vendor.ts'
import { startWireServer, type WireHandler, type WireServer } from './wire/wire-server.ts'

const PREFIXES: readonly (readonly [prefix: string, vendor: Vendor])[] = [
  ['/openai/v1', openai],
  ['/anthropic/v1', anthropic],
  ['/gemini/v1beta', gemini],
  ['/gemini/v1', gemini],
  ['/cohere', cohere],
  ['', echo],
]

export interface FakeProvider extends WireServer {
  /** The next requests are answered by these handlers, one each. */
  answerNext(...handlers: WireHandler[]): void
  /** Forgets recorded requests and handlers. */
  reset(): void
}

/** Starts all fake providers. */
export async function startFakeProvider(): Promise<FakeProvider> {
  const queue: WireHandler[] = []
  const server = await startWireServer(async (request, reply) => {
    const handler = queue.shift()
    if (handler) return handler(request, reply)
    const [prefix, vendor] = PREFIXES.find(([start]) => request.path.startsWith(`${start}/`)) ?? ['', echo]
    try {
      return await vendor(request, request.path.slice(prefix.length), reply)
    } catch (error) {
      if (error instanceof SyntaxError) return reply.json(400, { error: { message: 'The body is no JSON' } })
      throw error
    }
  })
  return {
    ...server,
    answerNext: (...handlers) => {
      queue.push(...handlers)
    },
    reset: () => {
      queue.length = 0
      server.clear()
    },
  }
}
