/** The scene of the handler's tests: the request path behind a real listener, a scanner and an upstream in the test's hands. */

import { afterAll, beforeEach } from 'bun:test'
import { listenProxy } from '../../src/edge.ts'
import { createAuthenticate } from '../../src/proxy/authenticate.ts'
import type { Exchange } from '../../src/proxy/exchange.ts'
import { createHandler, type HandlerOptions } from '../../src/proxy/handler.ts'
import { createReachability } from '../../src/proxy/reachability.ts'
import { createProviders } from '../../src/proxy/route.ts'
import type { ScanReport } from '../../src/scan/policy.ts'
import type { ScanProfile } from '../../src/scan/profile.ts'
import type { ScanOptions } from '../../src/scan/scanner.ts'
import { chat } from '../support/client.ts'
import { EndOfStream } from '../support/wire/byte-reader.ts'
import { rawRequest, sendRaw } from '../support/wire/raw-client.ts'
import { startWireServer, type WireHandler } from '../support/wire/wire-server.ts'
import { configOf } from './config.ts'
import { OPTIONS, reportOf, VERDICTS } from './exchanges.ts'

/** What a test may change; each test begins with the ordinary ones. */
interface Scene {
  /** How the provider answers. */
  answer: WireHandler
  /** What the scanner says of the texts of a request. */
  scan: (texts: string[], options: ScanOptions) => ScanReport | Promise<ScanReport>
  draining: boolean
  /** How the audit log takes what becomes of a request. */
  audit: HandlerOptions['audit']
}

export const CHAT = 'openai/chat/completions'
const ordinary = (): Scene => ({
  answer: (_request, reply) => reply.json(200, { ok: true }),
  scan: () => reportOf(VERDICTS.safe),
  draining: false,
  audit: () => undefined,
})

/** Starts listeners (`during` has that timing) and registers their end with the calling test file. */
export async function startHandlerScene() {
  const scene = ordinary()
  const upstream = await startWireServer((request, reply) => scene.answer(request, reply))
  const scans: string[][] = []
  const active: HandlerOptions['active'] = new Map()
  const ended: Exchange[] = []
  const waiting = new Set<() => void>()
  const config = configOf({
    providers: {
      openai: { base_url: `${upstream.url}/v1` },
      keyed: { base_url: `${upstream.url}/v1`, api_key: 'configured-key' },
      closed: { base_url: 'http://127.0.0.1:1' },
      dripping: { base_url: upstream.url, idle_timeout: '1s' },
      impatient: { base_url: upstream.url, first_byte_timeout: '100ms', idle_timeout: '100ms' },
    },
  })
  const profile: ScanProfile = {
    clientHeaders: 'tighten',
    scan: async (segments, scanOptions) => {
      const texts = segments.map(({ text }) => text)
      scans.push(texts)
      return scene.scan(texts, scanOptions)
    },
    scanOptions: OPTIONS,
    onError: 'block',
    unscannable: 'block',
    references: 'allow',
    trustedRoles: new Set(),
    timing: 'before',
  }
  const options: HandlerOptions = {
    serverTiming: false,
    authenticate: createAuthenticate(() => false),
    providers: createProviders(config),
    limits: undefined,
    routing: undefined,
    maxBodyBytes: 10_000,
    profileFor: () => profile,
    scanOptions: OPTIONS,
    reachability: createReachability(),
    draining: () => scene.draining,
    active,
    audit: (exchange) => scene.audit(exchange),
    contextChars: 200,
    onEvent: () => {},
    onEnd(exchange) {
      ended.push(exchange)
      for (const wake of waiting) wake()
    },
  }
  const listening = { hostname: '127.0.0.1', port: 0, reusePort: false } as const
  const server = listenProxy(createHandler(options), listening)
  const during = listenProxy(
    createHandler({ ...options, profileFor: () => ({ ...profile, timing: 'during' }) }),
    listening,
  )
  const target = { hostname: '127.0.0.1', port: server.port ?? 0 }

  beforeEach(() => {
    Object.assign(scene, ordinary())
    scans.length = 0
    ended.length = 0
    upstream.clear()
  })
  afterAll(async () => {
    await Promise.all([server.stop(true), during.stop(true), upstream.close()])
  })

  return {
    scene,
    options,
    upstream,
    /** The texts of each scan. */
    scans,
    active,
    ended,
    target,
    at: (path: string) => `${server.url}v1/proxy/${path}`,
    atDuring: (path: string) => `${during.url}v1/proxy/${path}`,
    /** The exchange that ended first, waiting for it if needed. */
    async end(): Promise<Exchange> {
      for (;;) {
        const [exchange] = ended
        if (exchange) return exchange
        const { promise, resolve } = Promise.withResolvers<void>()
        waiting.add(resolve)
        await promise
        waiting.delete(resolve)
      }
    },
    /** Whether an answer comes to its regular end. */
    async comesWhole(path?: string): Promise<boolean> {
      try {
        return (await sendRaw(target, rawChat(path)))?.complete ?? false
      } catch (error) {
        if (error instanceof EndOfStream) return false
        throw error
      }
    },
  }
}

export const rawChat = (path = CHAT) =>
  rawRequest(
    'POST',
    `/v1/proxy/${path}`,
    [
      ['Host', 'h'],
      ['Content-Type', 'application/json'],
    ],
    JSON.stringify(chat('hello there')),
  )
