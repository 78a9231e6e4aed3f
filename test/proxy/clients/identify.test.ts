/** Which client a request is from, wherever its key is; and that the key stays here. */

import { describe, expect, test } from 'bun:test'
import type { ClientConfig } from '../../../src/config/schema-clients.ts'
import { removeShown } from '../../../src/proxy/clients/credentials.ts'
import { createDirectory } from '../../../src/proxy/clients/directory.ts'
import { createIdentify } from '../../../src/proxy/clients/identify.ts'
import { hashOfKey, newKey } from '../../../src/proxy/clients/key.ts'
import type { Client } from '../../../src/proxy/exchange.ts'

const [OLD, NEW, ENDED, OTHER, STRANGE] = Array.from({ length: 5 }, newKey) as [
  string,
  string,
  string,
  string,
  string,
]
const NOW = Date.parse('2027-01-01')
const clients: ClientConfig[] = [
  {
    name: 'search',
    keys: [
      { hash: hashOfKey(OLD), expires: NOW + 1 },
      { hash: hashOfKey(NEW) },
      { hash: hashOfKey(ENDED), expires: NOW },
    ],
  },
  { name: 'office', keys: [{ hash: hashOfKey(OTHER) }], networks: ['10.0.0.0/8'] },
]
const directory = createDirectory(clients)
const identify = createIdentify({
  directory: () => directory,
  checkToken: undefined,
  anyName: true,
  now: () => NOW,
})

type Shown = Readonly<Record<string, string>>
const identified = async (headers: Shown, query = '', address = '10.1.1.1'): Promise<Client> =>
  identify(address, new Headers(headers), new URL(`http://proxy/v1/proxy/openai/models${query}`))
const refusal = async (...request: Parameters<typeof identified>): Promise<string> =>
  identified(...request).then(
    () => 'accepted',
    ({ code }) => code,
  )

/** Each place in which a client may show its key. */
const PLACES: [string, (key: string) => [Shown, string?]][] = [
  ['Authorization', (key) => [{ authorization: `Bearer ${key}` }]],
  ['authorization, in small letters', (key) => [{ authorization: `bearer  ${key} ` }]],
  ['x-api-key', (key) => [{ 'x-api-key': key }]],
  ['api-key', (key) => [{ 'api-key': key }]],
  ['x-goog-api-key', (key) => [{ 'x-goog-api-key': key }]],
  ['?key=', (key) => [{}, `?alt=sse&key=${key}`]],
  ['x-lockllm-proxy-key', (key) => [{ 'x-lockllm-proxy-key': key, authorization: 'Bearer sk-own' }]],
]

describe.each(PLACES)('a key in %s', (_place, request) => {
  test('names its client', async () => {
    expect(await identified(...request(NEW))).toMatchObject({
      name: 'search',
      keyId: hashOfKey(NEW).slice(7, 15),
      address: '10.1.1.1',
    })
    expect(await identified(...request(OLD))).toMatchObject({ name: 'search' })
  })

  test('that has ended, or that nobody knows, does not', async () => {
    expect(await refusal(...request(ENDED))).toBe('unauthorized')
    expect(await refusal(...request(STRANGE))).toBe('unauthorized')
    expect(await refusal(...request(NEW.slice(0, -1)))).toBe('unauthorized')
    expect(await refusal(...request(hashOfKey(NEW)))).toBe('unauthorized')
  })

  test('never leaves', async () => {
    const [headers, query = ''] = request(NEW)
    const { credentials = [] } = await identified(headers, query)
    const sent = new Headers({ ...headers, 'x-else': `of ${NEW}`, accept: 'text/plain' })
    const upstream = new URL(`https://api.example/v1/models${query}`)
    removeShown(sent, upstream, credentials)
    expect(`${upstream} ${JSON.stringify([...sent])}`).not.toContain(NEW)
    expect(sent.get('accept')).toBe('text/plain')
    if (query !== '') expect(upstream.search).toBe('?alt=sse')
  })
})

test('nothing shown is not enough', async () => {
  expect(await refusal({})).toBe('unauthorized')
  expect(await refusal({ authorization: 'Basic eDp5' })).toBe('unauthorized')
})

test("the proxy's own header decides alone, and what stands beside it is the provider's", async () => {
  expect(await refusal({ 'x-lockllm-proxy-key': STRANGE, authorization: `Bearer ${NEW}` })).toBe(
    'unauthorized',
  )
  const { credentials = [] } = await identified({
    'x-lockllm-proxy-key': NEW,
    authorization: 'Bearer sk-own',
  })
  const sent = new Headers({ authorization: 'Bearer sk-own' })
  removeShown(sent, new URL('https://api.example/'), credentials)
  expect(sent.get('authorization')).toBe('Bearer sk-own')
})

test('a key of ours that is not the one that counted stays here too', () => {
  const sent = new Headers({ 'x-api-key': STRANGE })
  removeShown(sent, new URL('https://api.example/'), [])
  expect([...sent]).toEqual([])
})

test('a provider key beside a key of ours is no hindrance', async () => {
  expect(await identified({ authorization: 'Bearer sk-own', 'x-api-key': NEW })).toMatchObject({
    name: 'search',
  })
})

test('keys of two clients are none', async () => {
  expect(await refusal({ authorization: `Bearer ${NEW}`, 'x-api-key': OTHER })).toBe('unauthorized')
  expect(await refusal({ authorization: `Bearer ${NEW}`, 'x-api-key': OLD })).toBe('accepted')
})

test.each([
  ['10.1.1.1', 'accepted'],
  ['::ffff:10.1.1.1', 'accepted'],
  ['unix', 'forbidden'],
  ['192.0.2.1', 'forbidden'],
])('a client with networks, from %s: %s', async (address, expected) => {
  expect(await refusal({ 'x-api-key': OTHER }, '', address)).toBe(expected)
})

test('what is inspected or printed of a client holds no key', async () => {
  const client = await identified({ 'x-api-key': NEW })
  expect(`${Bun.inspect(client)} ${JSON.stringify(client)}`).not.toContain(NEW)
})
