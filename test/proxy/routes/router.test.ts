/** A table of requests against one configuration, with the exact targets of each. */

import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { accessOf } from '../../../src/proxy/clients/access.ts'
import { ProxyError } from '../../../src/proxy/errors.ts'
import { createProviders } from '../../../src/proxy/route.ts'
import { createHealth } from '../../../src/proxy/routes/health.ts'
import type { RequestFacts } from '../../../src/proxy/routes/match.ts'
import { weightedOrder } from '../../../src/proxy/routes/order.ts'
import { createRouter } from '../../../src/proxy/routes/router.ts'
import { configOf } from '../config.ts'

const config = configOf({
  providers: {
    openai: { base_url: 'https://openai.test/v1' },
    backup: { base_url: 'https://backup.test/openai/v1' },
    claude: { base_url: 'https://claude.test/v1' },
    azure: { base_url: 'https://azure.test/openai' },
  },
  routes: [
    { name: 'no-admin', paths: ['/**/admin/**', '/**/fine_tuning/**'], deny: 'not from here' },
    { name: 'no-o1', models: ['o1*'], deny: 'too expensive' },
    { name: 'team', headers: { 'x-team': 'search*' }, targets: [{ provider: 'backup' }] },
    { name: 'vip', clients: ['vip'], methods: ['POST'], targets: [{ provider: 'backup', model: 'big' }] },
    { name: 'claude', paths: ['/v1/messages'], targets: [{ provider: 'claude' }] },
    {
      name: 'split',
      hosts: ['llm.test'],
      paths: ['/v1/**'],
      provider_from_model: true,
      rename: { small: 'gpt-4o-mini' },
      targets: [{ provider: 'openai' }],
      fallbacks: [{ provider: 'backup', model: 'other' }],
    },
    { name: 'prefixed', paths: ['/team-a/**'], strip_prefix: '/team-a', targets: [{ provider: 'openai' }] },
    {
      name: 'deployment',
      paths: ['/v1/proxy/azure/**'],
      models: ['gpt-4'],
      rename: { 'gpt-4': 'my gpt' },
    },
  ],
})
const providers = createProviders(config)
const health = createHealth({ ejectAfter: 1, ejectMs: 1000, now: () => 0, onChange: () => {} })
const router = createRouter({ routes: config.routes, providers, health, random: () => 0.5 })

interface Asked {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly client?: string
  readonly model?: string
  readonly providers?: readonly string[]
}
const facts = (url: string, { method = 'POST', headers = {}, client }: Asked): RequestFacts => ({
  method,
  url: new URL(url, 'http://localhost'),
  headers: new Headers(headers),
  client,
  address: '192.0.2.1',
})
/** `route: target, target` or the code of the refusal. */
function chosen(url: string, asked: Asked = {}): string {
  const { model, providers: only } = asked
  try {
    const begun = router.begin(facts(url, asked))
    const models = model === undefined ? [] : [model]
    const access = only && [accessOf({ providers: only })]
    const { route, targets } = router.choose(begun, { model, models, access })
    const places = targets.map(({ upstream, bodyModel }) =>
      bodyModel === undefined ? upstream.href : `${upstream.href} as ${bodyModel}`,
    )
    return `${route}: ${places.join(', ')}`
  } catch (error) {
    if (error instanceof ProxyError) return `${error.code} ${error.fields.route ?? ''}`.trim()
    throw error
  }
}

const CHAT = '/v1/proxy/openai/chat/completions'
const ROOT = 'http://llm.test/v1/chat/completions'
test.each<[url: string, asked: Asked, expected: string]>([
  // As without routes.
  [CHAT, { model: 'gpt-4o' }, 'undefined: https://openai.test/v1/chat/completions'],
  [`${CHAT}?a=1&b=%20`, {}, 'undefined: https://openai.test/v1/chat/completions?a=1&b=%20'],
  ['/v1/proxy/nobody/x', {}, 'unknown_provider'],
  ['/elsewhere', {}, 'unknown_route'],
  // Denied, in whatever spelling.
  ['/v1/proxy/openai/admin/x', {}, 'forbidden no-admin'],
  ['/v1/proxy/openai/%61dmin/x', {}, 'forbidden no-admin'],
  ['/v1/proxy/openai//admin//x/', {}, 'forbidden no-admin'],
  ['/v1/proxy/openai/x%2Fadmin%2Fx', {}, 'forbidden no-admin'],
  [CHAT, { model: 'o1-preview' }, 'forbidden no-o1'],
  [CHAT, { model: 'models/o1' }, 'forbidden no-o1'],
  // By header, client and method.
  [CHAT, { headers: { 'X-Team': 'search-eu' } }, 'team: https://backup.test/openai/v1/chat/completions'],
  [CHAT, { headers: { 'x-team': 'other' } }, 'undefined: https://openai.test/v1/chat/completions'],
  [CHAT, { client: 'vip' }, 'vip: https://backup.test/openai/v1/chat/completions as big'],
  [CHAT, { client: 'vip', method: 'GET' }, 'undefined: https://openai.test/v1/chat/completions'],
  [CHAT, { client: 'vip2' }, 'undefined: https://openai.test/v1/chat/completions'],
  // A plain root.
  ['/v1/messages', {}, 'claude: https://claude.test/v1/messages'],
  [
    ROOT,
    { model: 'gpt-4o' },
    `split: https://openai.test/v1/chat/completions, https://backup.test/openai/v1/chat/completions as other`,
  ],
  [
    ROOT,
    { model: 'small' },
    `split: https://openai.test/v1/chat/completions as gpt-4o-mini, https://backup.test/openai/v1/chat/completions as other`,
  ],
  [
    'http://llm.test:8080/v1/models',
    { method: 'GET' },
    'split: https://openai.test/v1/models, https://backup.test/openai/v1/models as other',
  ],
  ['http://else.test/v1/chat/completions', {}, 'unknown_route'],
  // The provider in the model; a name with a slash that is no provider's stays a name.
  [
    ROOT,
    { model: 'claude/sonnet' },
    `split: https://claude.test/v1/chat/completions as sonnet, https://backup.test/openai/v1/chat/completions as other`,
  ],
  [
    ROOT,
    { model: 'meta/llama' },
    `split: https://openai.test/v1/chat/completions, https://backup.test/openai/v1/chat/completions as other`,
  ],
  [
    ROOT,
    { model: 'claude/' },
    `split: https://openai.test/v1/chat/completions, https://backup.test/openai/v1/chat/completions as other`,
  ],
  ['/team-a/v1/embeddings', {}, 'prefixed: https://openai.test/v1/embeddings'],
  ['/team-ab/v1/embeddings', {}, 'unknown_route'],
  // A model in the path.
  [
    '/v1/proxy/azure/deployments/gpt-4/chat/completions',
    { model: 'gpt-4' },
    'deployment: https://azure.test/openai/deployments/my%20gpt/chat/completions',
  ],
  // What the client may not use is no target.
  [
    ROOT,
    { model: 'gpt-4o', providers: ['backup'] },
    'split: https://backup.test/openai/v1/chat/completions as other',
  ],
  [ROOT, { model: 'gpt-4o', providers: ['claude'] }, 'forbidden'],
  [CHAT, { providers: ['claude'] }, 'forbidden'],
])('%s %j is %s', (url, asked, expected) => {
  expect(chosen(url, asked)).toBe(expected)
})

test('a decoy among several models does not get past a deny rule', () => {
  const begun = router.begin(facts(CHAT, {}))
  expect(() =>
    router.choose(begun, { model: 'gpt-4o', models: ['gpt-4o', 'o1'], access: undefined }),
  ).toThrow('too expensive')
})

describe('a rule holds for every spelling that leads to its place', () => {
  const strict = createRouter({
    routes: configOf({
      providers: { groq: { base_url: 'https://groq.test/openai/v1' } },
      routes: [
        { name: 'training', paths: ['/v1/proxy/*/fine_tuning/**'], deny: 'no' },
        { name: 'batches', paths: ['/v1/proxy/openai/v1/batches'], deny: 'no' },
        { name: 'old', paths: ['/v1/proxy/cohere/v1/chat'], deny: 'no' },
        { name: 'groq', paths: ['/v1/proxy/groq/openai/v1/files'], deny: 'no' },
        { name: 'hosts', hosts: ['admin.test'], deny: 'no' },
        { name: 'root', paths: ['/v1/evals/**'], deny: 'no' },
        { name: 'expensive', models: ['o1*'], deny: 'no' },
        { name: 'tagged', headers: { 'x-tag': '*' }, deny: 'no' },
        {
          name: 'forced',
          paths: ['/forced/**'],
          strip_prefix: '/forced',
          provider_from_model: true,
          force_model: 'cheap',
          targets: [{ provider: 'openai' }],
        },
        { name: 'all', paths: ['/**'], provider_from_model: true, targets: [{ provider: 'openai' }] },
      ],
    }).routes,
    providers: createProviders(
      configOf({ providers: { groq: { base_url: 'https://groq.test/openai/v1' } } }),
    ),
    health,
    random: () => 0.5,
  })
  const decided = (url: string, model?: string, headers = {}) => {
    const models = model === undefined ? [] : [model]
    try {
      const plan = strict.choose(strict.begin(facts(url, { headers })), { model, models, access: undefined })
      return `${plan.route} ${plan.targets[0]?.model ?? ''}`.trim()
    } catch (error) {
      return error instanceof ProxyError ? `${error.code} ${error.fields.route}` : error
    }
  }

  test.each([
    ['training', '/v1/proxy/openai/fine_tuning/jobs'],
    ['training', '/v1/proxy/openai/v1/fine_tuning/jobs'],
    ['training', '/v1/proxy/openai/v2/fine_tuning/jobs'],
    ['training', '/v1/proxy/groq/openai/v1/fine_tuning/jobs'],
    ['training', '/v1/proxy/groq/v1/fine_tuning'],
    ['training', '/v1/proxy/openai/Fine_Tuning/jobs'],
    ['training', '/v1/proxy/openai/v1/%66ine_tuning/jobs'],
    ['training', '/v1/proxy/openai/%2566ine_tuning/jobs'],
    ['training', '/v1/proxy/openai/v1/fine_tuning;a=b/jobs'],
    ['training', '/v1/proxy/openai/v1//fine_tuning/jobs/'],
    ['training', '/v1/proxy/openai/v1/fine_tuning%2Fjobs'],
    ['batches', '/v1/proxy/openai/batches'],
    ['batches', '/v1/proxy/openai/v1/batches'],
    ['old', '/v1/proxy/cohere/v1/chat'],
    ['groq', '/v1/proxy/groq/files'],
    ['groq', '/v1/proxy/groq/v1/files'],
    ['root', '/v1/evals/x'],
    ['root', '/evals/x'],
    ['hosts', 'http://admin.test./v1/models'],
  ])('%s: %s', (name, url) => {
    expect(decided(url)).toBe(`forbidden ${name}`)
  })

  test.each(['/v1/proxy/cohere/v2/chat', '/v1/proxy/cohere/chat', '/v1/proxy/openai/tuning/fine_tuning'])(
    'another place is another place: %s',
    (url) => {
      expect(decided(url)).toBe('all')
    },
  )

  test.each(['o1', 'O1-preview', 'models/o1', 'openai/o1', 'openai/O1'])('the model %s', (model) => {
    expect(decided('/v1/chat/completions', model)).toBe('forbidden expensive')
  })

  test.each(['gpt-4o', 'openai/gpt-4o', 'anthropic/claude', 'cheap'])('forced: %s', (model) => {
    expect(decided('/forced/v1/chat/completions', model)).toBe(model === 'cheap' ? 'forced' : 'forced cheap')
  })

  test('a header that is not there fits no pattern', () => {
    expect(decided('/v1/models')).toBe('all')
    expect(decided('/v1/models', undefined, { 'x-tag': '' })).toBe('forbidden tagged')
  })
})

test('what is scanned as one format is not sent where it is another', () => {
  const other = createRouter({
    routes: configOf({
      routes: [
        { name: 'x', paths: ['/v1/proxy/openai/**'], models: ['m'], targets: [{ provider: 'cohere' }] },
      ],
    }).routes,
    providers,
    health,
    random: () => 0.5,
  })
  // Cohere's native chat under OpenAI's path ends as `/v2/chat`, which has another format than `/v1/chat`.
  const begun = other.begin(facts('/v1/proxy/openai/chat', {}))
  const { targets } = other.choose(begun, { model: 'm', models: ['m'], access: undefined })
  expect(targets).toHaveLength(1)
  const mixed = { ...begun, endpoint: { ...begun.endpoint, rule: { kind: 'inert' } as const } }
  expect(() => other.choose(mixed, { model: 'm', models: ['m'], access: undefined })).toThrow(
    'another format',
  )
})

test('a provider that was set aside is tried last', () => {
  const before = chosen(ROOT)
  health.failed('openai')
  expect(chosen(ROOT)).toBe(
    'split: https://backup.test/openai/v1/chat/completions as other, https://openai.test/v1/chat/completions',
  )
  health.succeeded('openai')
  expect(chosen(ROOT)).toBe(before)
})

test('explains which condition does not fit', () => {
  const asked = { headers: { 'x-team': 'no' }, client: 'x' }
  expect(
    router.explain(facts('http://llm.test/v1/x', asked), ['o1']).map(({ mismatch }) => mismatch),
  ).toEqual(['path', undefined, 'header x-team', 'client', 'path', undefined, 'path', 'path'])
})

describe('the order by weight', () => {
  const items = [
    { name: 'a', weight: 6 },
    { name: 'b', weight: 3 },
    { name: 'c', weight: 1 },
  ]
  const nameOf = ({ name }: { name: string }) => name
  const shares = (order: (i: number) => { name: string }[], rounds = 20_000) => {
    const counts: Record<string, number> = { a: 0, b: 0, c: 0 }
    for (let i = 0; i < rounds; i++) {
      const name = order(i)[0]?.name ?? ''
      counts[name] = (counts[name] ?? 0) + 1
    }
    return Object.values(counts).map((count) => count / rounds)
  }

  test('gives each its part, at random and by key', () => {
    const random = seeded(42)
    for (const parts of [
      shares((i) => weightedOrder(items, `key ${i}`, nameOf, random)),
      shares(() => weightedOrder(items, undefined, nameOf, random)),
    ]) {
      for (const [index, expected] of [0.6, 0.3, 0.1].entries()) {
        expect(Math.abs((parts[index] ?? 0) - expected)).toBeLessThan(0.02)
      }
    }
  })

  test('a key keeps its target, also when another one goes', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('a', 'b', 'c'), (key, gone) => {
        const order = (list: typeof items) => weightedOrder(list, key, nameOf, Math.random).map(nameOf)
        const all = order(items)
        expect(order([...items].reverse())).toEqual(all)
        expect(order(items.filter(({ name }) => name !== gone))).toEqual(all.filter((name) => name !== gone))
      }),
    )
  })
})

test('a model renamed in one request’s path is not renamed in that of another', () => {
  const url = '/v1/proxy/azure/deployments/gpt-4/chat/completions'
  const before = chosen(url)
  expect(chosen(url, { model: 'gpt-4' })).toContain('/deployments/my%20gpt/')
  expect(chosen(url)).toBe(before)
  expect(before).toContain('/deployments/gpt-4/')
})

/** The same numbers each time (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
