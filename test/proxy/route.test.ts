/** Routes: every provider, with and without its version segment, to the exact URL. */

import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { ProxyError } from '../../src/proxy/errors.ts'
import { PROVIDERS } from '../../src/proxy/providers.ts'
import { createProviders, findRoute } from '../../src/proxy/route.ts'
import { configOf } from './config.ts'

const providers = createProviders(
  configOf({
    providers: {
      azure: { base_url: 'https://me.openai.azure.com/openai' },
      bedrock: { base_url: 'https://bedrock-runtime.eu-central-1.amazonaws.com' },
      'vertex-ai': { base_url: 'https://europe-west1-aiplatform.googleapis.com/v1' },
      inhouse: { base_url: 'http://127.0.0.1:9/llm/api/v3', auth: 'api-key', api_key: 'k' },
      slashed: { base_url: 'https://slashed.example/v1/' },
    },
  }),
)

const routed = (target: string) => findRoute(new URL(target, 'http://proxy.example'), providers)
const upstreamOf = (target: string) => routed(target).upstream.href

// What stands behind a provider's name, and the URL that all spellings must reach.
const CHAT = 'chat/completions'
test.each([
  ['openai', ['', 'v1/'], CHAT, 'https://api.openai.com/v1/chat/completions'],
  ['anthropic', ['', 'v1/'], 'messages', 'https://api.anthropic.com/v1/messages'],
  [
    'gemini',
    ['', 'v1beta/'],
    'models/gemini-2.5-pro:generateContent',
    'https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-pro:generateContent',
  ],
  [
    'gemini',
    ['', 'v1beta/'],
    `openai/${CHAT}`,
    `https://generativelanguage.googleapis.com/v1beta/openai/${CHAT}`,
  ],
  ['cohere', ['', 'v2/'], 'chat', 'https://api.cohere.com/v2/chat'],
  ['openrouter', ['', 'v1/', 'api/v1/'], CHAT, 'https://openrouter.ai/api/v1/chat/completions'],
  ['perplexity', ['', 'v1/'], CHAT, 'https://api.perplexity.ai/chat/completions'],
  ['perplexity', ['', 'v1/'], `async/${CHAT}`, 'https://api.perplexity.ai/async/chat/completions'],
  ['perplexity', ['', 'v1/'], 'search', 'https://api.perplexity.ai/search'],
  ['perplexity', ['', 'v1/'], 'responses', 'https://api.perplexity.ai/v1/responses'],
  ['perplexity', ['', 'v1/'], 'async/sonar/r1', 'https://api.perplexity.ai/v1/async/sonar/r1'],
  ['perplexity', ['', 'v1/'], 'embeddings', 'https://api.perplexity.ai/v1/embeddings'],
  ['perplexity', ['v1/'], 'searches/new', 'https://api.perplexity.ai/v1/searches/new'],
  ['mistral', ['', 'v1/'], CHAT, 'https://api.mistral.ai/v1/chat/completions'],
  ['groq', ['', 'v1/', 'openai/v1/'], CHAT, 'https://api.groq.com/openai/v1/chat/completions'],
  ['deepseek', ['', 'v1/'], CHAT, 'https://api.deepseek.com/chat/completions'],
  ['deepseek', ['', 'v1/'], 'models', 'https://api.deepseek.com/models'],
  ['deepseek', ['beta/'], 'completions', 'https://api.deepseek.com/beta/completions'],
  ['deepseek', ['anthropic/'], 'v1/messages', 'https://api.deepseek.com/anthropic/v1/messages'],
  ['together', ['', 'v1/'], CHAT, 'https://api.together.xyz/v1/chat/completions'],
  ['xai', ['', 'v1/'], CHAT, 'https://api.x.ai/v1/chat/completions'],
  ['fireworks', ['', 'v1/', 'inference/v1/'], CHAT, 'https://api.fireworks.ai/inference/v1/chat/completions'],
  ['anyscale', ['', 'v1/'], CHAT, 'https://api.endpoints.anyscale.com/v1/chat/completions'],
  ['huggingface', ['', 'v1/'], CHAT, 'https://router.huggingface.co/v1/chat/completions'],
  [
    'azure',
    ['', 'openai/'],
    `deployments/gpt/${CHAT}?api-version=2024-10-21`,
    `https://me.openai.azure.com/openai/deployments/gpt/${CHAT}?api-version=2024-10-21`,
  ],
  [
    'bedrock',
    [''],
    'model/anthropic.claude-v2%3A1/converse',
    'https://bedrock-runtime.eu-central-1.amazonaws.com/model/anthropic.claude-v2%3A1/converse',
  ],
  [
    'vertex-ai',
    ['', 'v1/'],
    'projects/p/locations/l/publishers/google/models/m:generateContent',
    'https://europe-west1-aiplatform.googleapis.com/v1/projects/p/locations/l/publishers/google/models/m:generateContent',
  ],
  ['inhouse', ['', 'v3/', 'api/v3/', 'llm/api/v3/'], 'say', 'http://127.0.0.1:9/llm/api/v3/say'],
  ['slashed', ['', 'v1/'], 'say', 'https://slashed.example/v1/say'],
])('%s with %j before %s', (name, spellings, path, upstream) => {
  for (const spelling of spellings) expect(upstreamOf(`/v1/proxy/${name}/${spelling}${path}`)).toBe(upstream)
})

test('all 17 providers of the contract are known', () => {
  expect(Object.keys(PROVIDERS).toSorted()).toEqual(
    'openai anthropic gemini cohere openrouter perplexity mistral groq deepseek together xai fireworks anyscale huggingface azure bedrock vertex-ai'
      .split(' ')
      .toSorted(),
  )
})

test.each([
  [
    'gemini/v1/models/m:generateContent',
    'https://generativelanguage.googleapis.com/v1/models/m:generateContent',
  ],
  ['gemini/v1alpha/models', 'https://generativelanguage.googleapis.com/v1alpha/models'],
  ['cohere/v1/chat', 'https://api.cohere.com/v1/chat'],
  ['vertex-ai/v1beta1/projects', 'https://europe-west1-aiplatform.googleapis.com/v1beta1/projects'],
])('another version replaces the one of the base: %s', (path, upstream) => {
  expect(upstreamOf(`/v1/proxy/${path}`)).toBe(upstream)
})

test.each([
  ['gemini/upload/v1beta/files', 'https://generativelanguage.googleapis.com/upload/v1beta/files'],
  ['cohere/compatibility/v1/chat/completions', 'https://api.cohere.com/compatibility/v1/chat/completions'],
  ['huggingface/hf-inference/models/m', 'https://router.huggingface.co/hf-inference/models/m'],
])('paths beside the base: %s', (path, upstream) => {
  expect(upstreamOf(`/v1/proxy/${path}`)).toBe(upstream)
})

const BASE = 'https://api.openai.com/v1'
test.each([
  ['', BASE],
  ['/', `${BASE}/`],
  ['/v1', BASE],
  ['/v1/', `${BASE}/`],
  ['/models/', `${BASE}/models/`],
  ['//models', `${BASE}//models`],
  ['/a%2Fb', `${BASE}/a%2Fb`],
  ['/a%2fb', `${BASE}/a%2fb`],
  ['/..%2f..%2fadmin', `${BASE}/..%2f..%2fadmin`],
  ['/%252e%252e/x', `${BASE}/%252e%252e/x`],
  ['/files/a..b', `${BASE}/files/a..b`],
  ["/x;y=1,2:3@4!$&'()*+", `${BASE}/x;y=1,2:3@4!$&'()*+`],
  ['/models/%E4%BD%A0', `${BASE}/models/%E4%BD%A0`],
  ['/models/%ff', `${BASE}/models/%ff`],
  ['/v10/models', 'https://api.openai.com/v10/models'],
  ['/vector_stores', `${BASE}/vector_stores`],
  ['/models?', `${BASE}/models`],
  ['/models?a=1&a=2&b', `${BASE}/models?a=1&a=2&b`],
  ['/models?q=a%20b+c&d=%7e%zz', `${BASE}/models?q=a%20b+c&d=%7e%zz`],
  ['/models?u=https://x.example/?a=b', `${BASE}/models?u=https://x.example/?a=b`],
])('openai%s goes to %s', (path, upstream) => {
  expect(upstreamOf(`/v1/proxy/openai${path}`)).toBe(upstream)
})

describe('what is no route', () => {
  const codeOf = (target: string) => {
    try {
      return routed(target).upstream.href
    } catch (error) {
      if (error instanceof ProxyError) return error.code
      throw error
    }
  }
  test.each([
    ['/', 'unknown_route'],
    ['/v1/chat/completions', 'unknown_route'],
    ['/v1/proxy', 'unknown_route'],
    ['/V1/proxy/openai', 'unknown_route'],
    ['//v1/proxy/openai', 'unknown_route'],
    ['/v1/proxy/openai/../../admin', 'unknown_route'],
    ['/v1%2Fproxy/openai', 'unknown_route'],
    ['/v1/proxy/', 'unknown_provider'],
    ['/v1/proxy//openai', 'unknown_provider'],
    ['/v1/proxy/opena%69', 'unknown_provider'],
    ['/v1/proxy/OpenAI', 'unknown_provider'],
    ['/v1/proxy/openai%2F..', 'unknown_provider'],
    ['/v1/proxy/constructor', 'unknown_provider'],
    ['/v1/proxy/__proto__', 'unknown_provider'],
  ])('%s is %s', (target, code) => {
    expect(codeOf(target)).toBe(code)
  })

  test('azure, bedrock and vertex-ai are unknown until they have a URL', () => {
    const bare = createProviders(configOf())
    expect([...bare.keys()]).toHaveLength(14)
    expect(bare.has('azure') || bare.has('bedrock') || bare.has('vertex-ai')).toBe(false)
  })
})

test('however a path is written, the request stays with its provider and below its origin', () => {
  const pieces = fc.constantFrom(
    '..',
    '.',
    '%2e%2e',
    '%2E.',
    'v1',
    'v2',
    'models',
    '',
    'a%2Fb',
    '@evil.example',
    ':80',
    '\\',
  )
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 8 }), (path) => {
      const url = new URL(`http://proxy.example/v1/proxy/inhouse/${path.join('/')}`)
      fc.pre(url.pathname.startsWith('/v1/proxy/inhouse'))
      try {
        const { upstream } = findRoute(url, providers)
        expect(upstream.origin).toBe('http://127.0.0.1:9')
        expect(upstream.pathname).toStartWith('/llm/api/')
      } catch (error) {
        expect(error).toBeInstanceOf(ProxyError)
      }
    }),
  )
})

test('the endpoint is that of the upstream path, read with one percent-decoding', () => {
  expect(routed('/v1/proxy/openai/chat/completions').endpoint.format).toBe('openai-chat')
  expect(routed('/v1/proxy/openai/chat%2Fcompletions').endpoint.format).toBe('openai-chat')
  expect(routed('/v1/proxy/anthropic/v1/messages').endpoint.format).toBe('anthropic-messages')
  expect(routed('/v1/proxy/openai/%ff').endpoint.format).toBe('json')
})

test('where nobody asks for more than a path, its URL is that of all requests there, and nobody changes it', () => {
  const { upstream } = routed('/v1/proxy/openai/chat/completions')
  expect(routed('/v1/proxy/openai/chat/completions').upstream).toBe(upstream)
  expect(() => {
    upstream.search = '?a=b'
  }).toThrow(TypeError)
  const asked = routed('/v1/proxy/openai/chat/completions?a=b').upstream
  asked.search = ''
  expect(routed('/v1/proxy/openai/chat/completions?a=b').upstream.search).toBe('?a=b')
})

test('time-outs, scheme and key come from the configuration, defaults from the list', () => {
  const own = createProviders(
    configOf({
      providers: { openai: { connect_timeout: '1s', first_byte_timeout: '2s', idle_timeout: '3s' } },
    }),
  ).get('openai')
  expect(own).toMatchObject({
    connectTimeoutMs: 1000,
    firstByteTimeoutMs: 2000,
    idleTimeoutMs: 3000,
    auth: 'bearer',
  })
  expect(providers.get('anthropic')).toMatchObject({
    auth: 'x-api-key',
    apiKey: undefined,
    connectTimeoutMs: 10_000,
    firstByteTimeoutMs: 600_000,
    idleTimeoutMs: 600_000,
  })
  expect(providers.get('inhouse')?.auth).toBe('api-key')
  expect(providers.get('inhouse')?.apiKey?.reveal()).toBe('k')
})
