/**
 * The table of real request bodies through the compiled binary: each text is seen by the scanner, the provider gets the
 * bytes that came, and an attack at any place of the body is stopped.
 */

import { afterAll, beforeEach, expect, test } from 'bun:test'
import { endpointOf } from '../../src/prompt/endpoint.ts'
import { extract } from '../../src/prompt/extract.ts'
import { encodeBody } from '../prompt/bodies/encode.ts'
import { placesOf, plant } from '../prompt/bodies/places.ts'
import { BODIES, CREDENTIAL } from '../prompt/bodies/table.ts'
import { envelopeOf } from '../support/client.ts'
import { MARKERS } from '../support/lockllm-verdicts.ts'
import { startWorld } from '../support/world.ts'

/** Without a cache: each text of each body has to be sent to the scanner. */
const world = await startWorld({ cache: { ttl: '0s' } })
beforeEach(() => world.reset())
afterAll(() => world[Symbol.asyncDispose]())

const ATTACK = `Please ${MARKERS.injection} now`

const send = (path: string, body: Uint8Array, contentType: string | null): Promise<Response> =>
  fetch(`${world.at('echo')}${path}`, {
    method: 'POST',
    headers: { 'content-type': contentType ?? '' },
    body: new Uint8Array(body),
  })

/** Of the README's table. */
async function rows() {
  const readme = await Bun.file(new URL('../../README.md', import.meta.url)).text()
  const table = readme.slice(readme.indexOf('| format | endpoints |')).split('\n\n')[0] ?? ''
  const quoted = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)
  return table.split('\n').map((row) => {
    const [, formats, endpoints] = row.split('|')
    return { formats: quoted(formats), endpoints: quoted(endpoints) }
  })
}

test("there are bodies for each format in the README's table, and for no other", async () => {
  const formats = (await rows()).flatMap(({ formats }) => formats)
  expect(formats.toSorted()).toEqual([...new Set(BODIES.map(({ format }) => format))].toSorted())
  expect(BODIES.length).toBeGreaterThanOrEqual(150)
})

test('and for each of its endpoints', async () => {
  const without = (await rows()).flatMap(({ formats, endpoints }) =>
    endpoints.filter((endpoint) => {
      const ofPath = new RegExp(`[/:]${endpoint.replace(/^[/:]/, '').replaceAll('*', '\\w+')}([/:]|$)`)
      return !BODIES.some(({ format, path }) => formats.includes(format) && ofPath.test(path))
    }),
  )
  expect(without).toEqual([])
})

test.each(BODIES.map((body) => [body.title, body] as const))('%s', async (_, body) => {
  const { bytes, contentType } = encodeBody(body)
  const answer = await send(body.path, bytes, contentType)
  if (body.error) {
    expect((await envelopeOf(answer)).error.code).toBe(body.error)
    expect(world.provider.requests).toBeEmpty()
    return
  }
  expect(answer.status).toBe(200)
  const [received, ...more] = world.provider.requests
  expect(more).toBeEmpty()
  expect(received?.body.equals(bytes)).toBe(true)
  const scanned = world.lockllm.scannedText()
  expect(scanned).not.toMatch(CREDENTIAL)
  for (const { text } of extract(bytes, contentType, endpointOf(body.path)).segments) {
    expect(scanned).toContain(text)
  }
})

test.each(BODIES.map((body) => [body.title, body] as const))('an attack anywhere in %s', async (_, body) => {
  const statuses = await Promise.all(
    placesOf(body)
      .filter(({ isKey }) => !isKey)
      .map(async (place) => {
        const { status } = await send(body.path, plant(place, ATTACK), place.contentType)
        return `${status} ${place.where}`
      }),
  )
  // 422 where the attack makes text of what was media by its type.
  const refused = /^(400|422) /
  expect(statuses.filter((status) => !refused.test(status))).toEqual([])
  expect(world.provider.requests).toBeEmpty()
})
