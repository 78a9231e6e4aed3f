/** Links are found whatever order the keys come in, and only for keys that were added. */

import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { KeyChain, type Link } from '../../src/prompt/key-chain.ts'

class Named implements Link<Named> {
  readonly key: string
  next: Named | undefined = undefined
  other: Named | undefined = undefined
  constructor(key: string) {
    this.key = key
  }
}

test('each key finds its own link, in whatever order the keys of objects come', () => {
  const key = fc.constantFrom('role', 'content', 'type', 'text', 'id', '', 'constructor', '__proto__')
  fc.assert(
    fc.property(fc.array(fc.array(key)), (objects) => {
      const chain = new KeyChain(new Named(''))
      const links = new Map<string, Named>()
      for (const keys of objects) {
        let last = chain.first
        for (const key of keys) {
          const found = chain.after(last, key)
          expect(found).toBe(links.get(key) as Named)
          last = found ?? chain.add(last, new Named(key))
          links.set(key, last)
        }
      }
      expect(chain.size).toBe(links.size)
    }),
  )
})

test('a key that was not added is none that stood in its place', () => {
  const chain = new KeyChain(new Named(''))
  const role = chain.add(chain.first, new Named('role'))
  const content = chain.add(role, new Named('content'))
  expect(chain.after(role, 'contents')).toBeUndefined()
  expect(chain.after(role, 'content')).toBe(content)
})
