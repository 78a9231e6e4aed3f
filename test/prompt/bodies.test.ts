/** Which texts of real request bodies are read, with which role, and what is a reference or refused. */

import { expect, test } from 'bun:test'
import { endpointOf } from '../../src/prompt/endpoint.ts'
import { extract } from '../../src/prompt/extract.ts'
import { ProxyError } from '../../src/proxy/errors.ts'
import { encodeBody } from './bodies/encode.ts'
import { BODIES, type BodyCase, CREDENTIAL } from './bodies/table.ts'

/** In the words of the tables. */
function read(body: BodyCase): Partial<BodyCase> {
  const endpoint = endpointOf(body.path)
  const { bytes, contentType } = encodeBody(body)
  try {
    const { segments, references } = extract(bytes, contentType, endpoint)
    return {
      format: endpoint.format,
      segments: segments.filter(({ repeats }) => !repeats).map(({ role, path }) => `${role} ${path}`),
      ...(references.length > 0 && { references }),
    }
  } catch (error) {
    if (error instanceof ProxyError) return { format: endpoint.format, error: error.code }
    throw error
  }
}

test.each(BODIES.map((body) => [body.title, body] as const))('%s', (_, body) => {
  const { format, segments, references, error } = body
  expect(read(body)).toEqual({
    format,
    ...(segments && { segments }),
    ...(references && { references }),
    ...(error && { error }),
  })
})

test('credentials for third parties are in no text', () => {
  const withCredentials = BODIES.filter((body) => CREDENTIAL.test(JSON.stringify(body)))
  expect(withCredentials.length).toBeGreaterThan(12)
  for (const body of withCredentials) {
    const { bytes, contentType } = encodeBody(body)
    const { segments } = extract(bytes, contentType, endpointOf(body.path))
    expect([body.title, ...segments.filter(({ text }) => CREDENTIAL.test(text))]).toEqual([body.title])
  }
})

test('no two bodies have one title', () => {
  expect(new Set(BODIES.map(({ title }) => title)).size).toBe(BODIES.length)
})
