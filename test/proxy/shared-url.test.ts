/** URLs that requests share say what they said before, and go on saying it. */

import { expect, test } from 'bun:test'
import { shared } from '../../src/proxy/shared-url.ts'

const PARTS = ['origin', 'protocol', 'host', 'hostname', 'port', 'pathname', 'search', 'href'] as const

test.each(['https://api.example.com/v1/chat%2Fcompletions', 'http://[::1]:8080/a?b=c', 'http://h'])(
  '%s',
  (text) => {
    const url = shared(new URL(text))
    const same = new URL(text)
    for (const part of PARTS) expect(url[part]).toBe(same[part])
    expect(new URL(url).href).toBe(same.href)
    for (const part of ['host', 'pathname', 'search'] as const) {
      expect(() => {
        url[part] = 'other'
      }).toThrow(TypeError)
    }
    expect(url.href).toBe(same.href)
  },
)
