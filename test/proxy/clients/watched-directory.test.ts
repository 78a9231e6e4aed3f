/** A file of clients that changes while the proxy runs. */

import { afterAll, expect, test } from 'bun:test'
import { rmSync } from 'node:fs'
import { hashOfKey, newKey } from '../../../src/proxy/clients/key.ts'
import { watchDirectory } from '../../../src/proxy/clients/watched-directory.ts'
import { temporaryFolder } from '../../config/temporary.ts'

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())
const [first, second] = [newKey(), newKey()]
const entry = (name: string, key: string) =>
  `[[clients]]\nname = "${name}"\nkeys = [{ hash = "${hashOfKey(key)}" }]\n`

test('is read again; a wrong or missing file changes nothing', async () => {
  const file = folder.write('clients.toml', entry('one', first))
  let heard = Promise.withResolvers<string>()
  const tell = (what: string) => {
    heard.resolve(what)
    heard = Promise.withResolvers()
  }
  const watched = watchDirectory({
    clients: [{ name: 'fixed', keys: [] }],
    file,
    onReload: (count) => tell(`reload ${count}`),
    onError: (error) => tell(String(error)),
    intervalMs: 5,
  })
  const names = () => [first, second].map((key) => watched.current().find(key)?.client.name)
  expect(names()).toEqual(['one', undefined])

  let news = heard.promise
  folder.write('clients.toml', entry('one', first) + entry('two', second))
  expect(await news).toBe('reload 3')
  expect(names()).toEqual(['one', 'two'])

  news = heard.promise
  folder.write('clients.toml', '[[clients]]\nname = "three"\nkey = 1\n')
  expect(await news).toContain('clients[0].key: unknown key; did you mean "keys"?')
  expect(names()).toEqual(['one', 'two'])

  news = heard.promise
  rmSync(file)
  expect(await news).toContain('no such file')
  expect(names()).toEqual(['one', 'two'])

  news = heard.promise
  folder.write('clients.toml', entry('two', second))
  expect(await news).toBe('reload 2')
  expect(names()).toEqual([undefined, 'two'])
  watched.close()
})

test('a wrong file at the start is an error', () => {
  const file = folder.write('wrong.toml', '[[clients]]\nname = "fixed"\n')
  const options = { file, onReload: () => {}, onError: () => {} }
  expect(() => watchDirectory({ ...options, clients: [{ name: 'fixed', keys: [] }] })).toThrow(
    'another client is called "fixed"',
  )
})
