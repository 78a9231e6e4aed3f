/** The canary property where nobody expects a text: in a body within another one, in JSON of no format, at any endpoint. */

import { test } from 'bun:test'
import { inAnyJson, inForeignBody, inKeys } from './canary-case.ts'
import { expectStopped } from './canary-scene.ts'

test.each([
  ['a body within a body', inForeignBody, 40_000],
  ['any JSON', inAnyJson, 10_000],
  ['keys, a word each', inKeys, 10_000],
] as const)(
  'a canary in %s, at any endpoint, is scanned and stopped, or the request is refused',
  (_, cases, numRuns) => expectStopped(cases, numRuns),
  300_000,
)
