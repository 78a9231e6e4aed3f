/** The profile of a request: the general one, its provider's, or that of the longest path; no spelling leads around. */

import { describe, expect, test } from 'bun:test'
import { createProfiles } from '../../src/proxy/profiles.ts'
import { createProviders, findRoute } from '../../src/proxy/route.ts'
import { composeScan } from '../../src/scan/compose.ts'
import { configOf } from './config.ts'

const low = { lockllm: { sensitivity: 'low' } } as const
const config = configOf({
  scan: {
    engine: 'lockllm',
    action: 'allow_with_warning',
    lockllm: { api_key: 'key' },
    overrides: [
      { path: '/v1/proxy/openai/chat/completions', action: 'block', trusted_roles: ['system'] },
      { path: '/v1/proxy/openai/chat', on_error: 'allow', lockllm: { sensitivity: 'high' } },
      { path: '/v1/proxy/cohere/v2/chat', action: 'block' },
      { path: '/v1/proxy/gemini/models/gemini-pro', action: 'block' },
      { path: '/v1/proxy/anthropic', engine: 'local', local: { sensitivity: 'high' } },
      { path: '/v1/proxy/prefixed/embeddings', timing: 'during', client_headers: 'ignore' },
    ],
  },
  providers: {
    openai: { scan: { unscannable: 'allow', ...low } },
    anthropic: { scan: { engine: 'lockllm', ...low } },
    prefixed: { base_url: 'https://llm.example.com/Team/openai/v1' },
  },
})
const providers = createProviders(config)
const { profile } = composeScan(config, new AbortController().signal)
const profileFor = createProfiles(config, providers, profile)
const at = (path: string) => {
  const { provider, upstream } = findRoute(new URL(`http://localhost/v1/proxy/${path}`), providers)
  return profileFor(provider, upstream)
}

describe('what is laid over [scan]', () => {
  test.each([
    ['mistral/chat/completions', { action: 'allow_with_warning', sensitivity: 'medium' }, 'block', 'block'],
    ['openai/embeddings', { action: 'allow_with_warning', sensitivity: 'low' }, 'block', 'allow'],
    ['openai/chat/other', { action: 'allow_with_warning', sensitivity: 'high' }, 'allow', 'allow'],
    // The longer path has the last word, key by key.
    ['openai/chat/completions', { action: 'block', sensitivity: 'high' }, 'allow', 'allow'],
    ['anthropic/v1/messages', { sensitivity: 'high', mode: 'normal' }, 'block', 'block'],
  ] as const)('%s', (path, scanOptions, onError, unscannable) => {
    expect(at(path)).toMatchObject({ scanOptions, onError, unscannable })
  })

  test('what an override says is all that differs', () => {
    expect([...at('openai/chat/completions').trustedRoles]).toEqual(['system'])
    expect(at('openai/chat').trustedRoles.size).toBe(0)
    expect(at('prefixed/embeddings')).toMatchObject({ timing: 'during', clientHeaders: 'ignore' })
    expect(at('prefixed/chat/completions')).toMatchObject({ timing: 'before', clientHeaders: 'tighten' })
  })
})

describe('a path is the same in every spelling', () => {
  test.each([
    'openai/v1/chat/completions',
    'openai/chat/completions/',
    'openai//chat//completions',
    'openai/CHAT/Completions',
    'openai/ch%61t/completions',
    'openai/chat%2Fcompletions',
    'openai/chat/completions/some-id',
    'openai/chat/completions?x=/v1/proxy/openai/embeddings',
    'openai/v2/chat/completions',
    'cohere/chat',
    'cohere/v1/chat',
    'cohere/v2/chat',
    'gemini/models/gemini-pro:generateContent',
    'gemini/v1/models/gemini-pro:streamGenerateContent',
    'gemini/v1beta/models/gemini-pro',
  ])('%s', (path) => {
    expect(at(path).scanOptions.action).toBe('block')
  })
  test.each([
    'openai/chat/completionsX',
    'openai/chat',
    'openai/x/chat/completions',
    'cohere/chatter',
    'gemini/models/gemini-pro-2:generateContent',
  ])('but %s is another one', (path) => {
    expect(at(path).scanOptions.action).toBe('allow_with_warning')
  })
  test.each([
    'prefixed/v1/embeddings',
    'prefixed/Team/openai/v1/embeddings',
    'prefixed/openai/v1/embeddings',
  ])('%s, below a base path', (path) => expect(at(path).timing).toBe('during'))
})

test('profiles are made once, not for each request', () => {
  for (const path of ['mistral/x', 'openai/x', 'openai/chat']) expect(at(path)).toBe(at(path))
})
