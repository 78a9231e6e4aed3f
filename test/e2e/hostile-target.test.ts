/** Hosts and targets that try to route, or to be read, in two ways: the exact answer of each. */

import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import {
  CHAT,
  expectRefused,
  HOST,
  type HostileCase,
  JSON_TYPE,
  OK_BODY,
  withBody,
} from '../support/hostile.ts'
import { headerValues } from '../support/wire/http-message.ts'
import { rawRequest, sendRaw } from '../support/wire/raw-client.ts'
import { startWorld } from '../support/world.ts'

const world = await startWorld()
beforeEach(() => world.reset())
afterAll(() => world[Symbol.asyncDispose]())

const withHost = (...hosts: string[]): Buffer =>
  rawRequest(
    'POST',
    CHAT,
    [...hosts.map((host) => ['Host', host] as const), ['Content-Type', 'application/json']],
    OK_BODY,
  )
const to = (method: string, target: string): Buffer => rawRequest(method, target, JSON_TYPE, OK_BODY)

const HOSTS: HostileCase[] = [
  ['empty', withHost(''), 400, 'invalid_host'],
  ['two', withHost('localhost', 'evil.example'), 400, 'invalid_host'],
  ['two equal ones', withHost('localhost', 'localhost'), 400, 'invalid_host'],
  ['a list', withHost('localhost, evil.example'), 400, 'invalid_host'],
  ['with a path', withHost('localhost/v1/proxy/echo'), 400, 'invalid_host'],
  ['with a query', withHost('localhost?x='), 400, 'invalid_host'],
  ['with a user', withHost('user@localhost'), 400, 'invalid_host'],
  ['with a fragment', withHost('localhost#'), 400, 'invalid_host'],
  ['with a space', withHost('local host'), 400, 'invalid_host'],
  ['with a port that is no number', withHost('localhost:http'), 400, 'invalid_host'],
  ['with a port that is too large', withHost('localhost:99999'), 400, 'invalid_host'],
  ['with an open bracket', withHost('[::1'), 400, 'invalid_host'],
  ['percent-encoded', withHost('local%68ost'), 400, 'invalid_host'],
  ['with a backslash', withHost('localhost\\evil.example'), 400, 'invalid_host'],
  ['not ASCII', withHost('löcalhost'), 400, 'invalid_host'],
  ['missing', rawRequest('POST', CHAT, [['Content-Type', 'application/json']], OK_BODY), 400, null],
]

const TARGETS: HostileCase[] = [
  ['CONNECT', to('CONNECT', 'api.openai.com:443'), 405, 'method_not_allowed'],
  ['CONNECT with a path', to('CONNECT', CHAT), 405, 'method_not_allowed'],
  ['TRACE', rawRequest('TRACE', CHAT, HOST), 405, 'method_not_allowed'],
  ['another path', to('POST', '/v1/chat/completions'), 404, 'unknown_route'],
  ['no provider', to('POST', '/v1/proxy/'), 404, 'unknown_provider'],
  ['the root', to('GET', '/'), 404, 'unknown_route'],
  ['an unknown provider', to('POST', '/v1/proxy/nobody/chat'), 404, 'unknown_provider'],
  ['a provider without a URL', to('POST', '/v1/proxy/azure/chat'), 404, 'unknown_provider'],
  ['a property of every object', to('POST', '/v1/proxy/constructor/chat'), 404, 'unknown_provider'],
  ['a provider encoded twice', to('POST', '/v1/proxy/%256fpenai/chat/completions'), 404, 'unknown_provider'],
  ['an encoded slash', to('POST', '/v1/proxy/openai%2fchat/completions'), 404, 'unknown_provider'],
  ['an upper-case provider', to('POST', '/v1/proxy/OpenAI/chat/completions'), 404, 'unknown_provider'],
  ['out of the proxy by dots', to('POST', '/v1/proxy/openai/../../healthz'), 404, 'unknown_route'],
  ['out of the proxy by encoded dots', to('POST', '/v1/proxy/openai/%2e%2e/%2E%2E/x'), 404, 'unknown_route'],
  ['dots behind an encoded slash', to('POST', '/v1/proxy/openai/..%2f..%2fadmin'), 400, 'invalid_path'],
  ['an encoded backslash', to('POST', '/v1/proxy/openai/..%5cadmin'), 400, 'invalid_path'],
  ['an encoded NUL', to('POST', '/v1/proxy/openai/chat%00/completions'), 400, 'invalid_path'],
  [
    'an encoded line break',
    to('POST', '/v1/proxy/openai/chat%0d%0aX: 1'.replace(' ', '%20')),
    400,
    'invalid_path',
  ],
  ['bytes that are no UTF-8', to('POST', '/v1/proxy/openai/%ff%fe'), 400, 'invalid_path'],
  ['half a percent-encoding', to('POST', '/v1/proxy/openai/100%'), 400, 'invalid_path'],
  [
    'text in the path',
    to('POST', '/v1/proxy/openai/say/INJECT-ME%20please'),
    400,
    'prompt_injection_detected',
  ],
  [
    'text in the query',
    rawRequest('GET', '/v1/proxy/openai/models?q=INJECT-ME%20please', HOST),
    400,
    'prompt_injection_detected',
  ],
]

describe.each([
  ['Host', HOSTS],
  ['the target', TARGETS],
] as const)('%s', (_group, cases) => {
  test.each([...cases])('%s', (what, sent, status, code) => expectRefused(world, [what, sent, status, code]))
})

describe('what looks odd and is right', () => {
  test.each(['x', 'a.b', 'localhost:1', '[::1]:8080', '127.0.0.1', 'EXAMPLE.com', 'my_host'])(
    'Host: %s',
    async (host) => {
      const answer = await sendRaw(world.proxy.target, withHost(host))
      expect(answer?.status).toBe(200)
      expect(world.provider.requests[0]?.target).toBe('/openai/v1/chat/completions')
      expect(headerValues(world.provider.requests[0]?.headers ?? [], 'host')).toEqual([
        new URL(world.provider.url).host,
      ])
    },
  )

  // Bun makes the URL of the target's path and the Host, so that the authority in the target routes nowhere.
  test.each(['http://evil.example', 'http://localhost', 'http://user@evil.example:1'])(
    'absolute form: %s',
    async (origin) => {
      const answer = await sendRaw(world.proxy.target, to('POST', `${origin}${CHAT}`))
      expect(answer?.status).toBe(200)
      expect(world.provider.requests[0]?.target).toBe('/openai/v1/chat/completions')
    },
  )

  test.each(['X-Forwarded-Host', 'X-Forwarded-Prefix', 'X-Original-URL', 'X-Rewrite-URL', 'Forwarded'])(
    '%s routes nowhere',
    async (name) => {
      const answer = await sendRaw(world.proxy.target, withBody(OK_BODY, [name, '/v1/proxy/echo/elsewhere']))
      expect(answer?.status).toBe(200)
      expect(world.provider.requests[0]?.target).toBe('/openai/v1/chat/completions')
      expect(world.provider.requests[0]?.header(name)).toBeUndefined()
    },
  )

  test.each(['X-HTTP-Method-Override', 'X_HTTP_Method_Override', 'X-HTTP-Method', 'X-Method-Override'])(
    '%s changes no method, here or at the provider',
    async (name) => {
      await sendRaw(world.proxy.target, withBody(OK_BODY, [name, 'DELETE']))
      expect(world.provider.requests[0]?.method).toBe('POST')
      expect(world.provider.requests[0]?.header(name)).toBeUndefined()
    },
  )

  test('letters that are encoded are the same letters', async () => {
    const answer = await sendRaw(world.proxy.target, to('POST', '/v1/proxy/%6fpenai/ch%61t/completions'))
    expect(answer?.status).toBe(200)
    expect(world.provider.requests[0]?.target).toBe('/openai/v1/chat/completions')
  })
})
