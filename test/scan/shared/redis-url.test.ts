import { expect, test } from 'bun:test'
import { parseRedisUrl } from '../../../src/scan/shared/redis-url.ts'

const plain = {
  kind: 'single',
  tls: false,
  username: undefined,
  password: undefined,
  db: 0,
  master: undefined,
  sentinelUsername: undefined,
  sentinelPassword: undefined,
}

test.each([
  ['redis://127.0.0.1:6380', { nodes: [{ host: '127.0.0.1', port: 6380 }] }],
  ['redis://localhost/2', { nodes: [{ host: 'localhost', port: 6379 }], db: 2 }],
  ['rediss://[::1]:1', { nodes: [{ host: '::1', port: 1 }], tls: true }],
  ['redis://:p%40ss@h', { nodes: [{ host: 'h', port: 6379 }], password: 'p@ss' }],
  ['redis://me:a:b@h', { nodes: [{ host: 'h', port: 6379 }], username: 'me', password: 'a:b' }],
  [
    'redis+sentinel://a,b:5/main/3',
    {
      kind: 'sentinel',
      nodes: [
        { host: 'a', port: 26379 },
        { host: 'b', port: 5 },
      ],
      master: 'main',
      db: 3,
    },
  ],
  [
    'redis+sentinel://:data@a/main?sentinel_password=p%40%2B&sentinel_username=me',
    {
      kind: 'sentinel',
      nodes: [{ host: 'a', port: 26379 }],
      master: 'main',
      password: 'data',
      sentinelUsername: 'me',
      sentinelPassword: 'p@+',
    },
  ],
  [
    'rediss+cluster://a:1,b:2',
    {
      kind: 'cluster',
      tls: true,
      nodes: [
        { host: 'a', port: 1 },
        { host: 'b', port: 2 },
      ],
    },
  ],
])('%s', (url, expected) => {
  expect(parseRedisUrl(url)).toEqual({ ...plain, ...expected } as ReturnType<typeof parseRedisUrl>)
})

test.each([
  'http://h',
  'redis://',
  'redis://a,b',
  'redis://h:99999',
  'redis://h/x',
  'redis+sentinel://a',
  'redis+cluster://a/1',
  'redis://u:%zz@h',
  'redis+sentinel://a/main?password=x',
  'redis://a?sentinel_password=x',
])('%s is refused, without a quote of it', (url) => {
  expect(() => parseRedisUrl(url)).toThrow(RangeError)
  expect(() => parseRedisUrl(`${url}secret`)).not.toThrow(/secret/)
})
