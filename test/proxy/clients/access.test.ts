/** What a client may use. */

import { describe, expect, test } from 'bun:test'
import { json } from '../../../src/prompt/formats/json.ts'
import {
  type AccessLists,
  accessOf,
  assertMayCall,
  assertMayUseModels,
} from '../../../src/proxy/clients/access.ts'

const allows = (check: () => void): boolean => {
  try {
    check()
    return true
  } catch (error) {
    expect(error).toMatchObject({ code: 'forbidden' })
    return false
  }
}
const mayCall = (lists: AccessLists, provider: string, format: string, path: string) =>
  allows(() => assertMayCall([accessOf(lists)], provider, { format, rule: json }, path))

describe('providers and endpoints', () => {
  test.each([
    [{}, true],
    [{ providers: ['openai'] }, true],
    [{ providers: ['azure', 'open*'] }, true],
    [{ providers: ['azure'] }, false],
    [{ endpoints: ['openai-chat'] }, true],
    [{ endpoints: ['openai-*'] }, true],
    [{ endpoints: ['cohere'] }, false],
    [{ endpoints: ['/v1/chat/completions'] }, true],
    [{ endpoints: ['/v1/**'] }, true],
    [{ endpoints: ['/v1/*'] }, false],
    [{ providers: ['azure'], endpoints: ['openai-chat'] }, false],
  ] satisfies [AccessLists, boolean][])('%j: %p', (lists, expected) => {
    expect(mayCall(lists, 'openai', 'openai-chat', '/v1/chat/completions')).toBe(expected)
  })
})

test.each([
  ['/v1/models/*', '/v1/models/gpt', true],
  ['/v1/models/*', '/v1/models/a%3Ab', true],
  ['/v1/*', '/v1/fine_tuning%2Fjobs', false],
  ['/v1/**', '/v1/fine_tuning%2Fjobs', true],
])('the path %s in each reading of %s: %p', (pattern, path, expected) => {
  expect(mayCall({ endpoints: [pattern] }, 'openai', 'json', path)).toBe(expected)
})

describe('models', () => {
  const mayUse = (lists: AccessLists[], models: string[], hasBody = true) =>
    allows(() => assertMayUseModels(lists.map(accessOf), models, hasBody))

  test.each([
    [{}, ['any'], true],
    [{}, [], true],
    [{ models: ['gpt-4o*'] }, ['gpt-4o-mini'], true],
    [{ models: ['gpt-4o*'] }, ['gpt-5'], false],
    // A decoy beside the model that will answer.
    [{ models: ['gpt-4o*'] }, ['gpt-4o', 'gpt-5'], false],
    [{ models: ['gpt-4o*'] }, [], false],
    [{ models: ['gemini-*'] }, ['models/gemini-2.5-pro', 'gemini-2.5-pro'], true],
  ] satisfies [AccessLists, string[], boolean][])('%j with %j: %p', (lists, models, expected) => {
    expect(mayUse([lists], models)).toBe(expected)
  })

  test('a request without a body, such as a list of models, needs none', () => {
    expect(mayUse([{ models: ['gpt-4o'] }], [], false)).toBe(true)
  })

  test('of several lists every one must allow', () => {
    const lists = [{ models: ['gpt-*'] }, { models: ['*-mini'] }]
    expect(mayUse(lists, ['gpt-4o-mini'])).toBe(true)
    expect(mayUse(lists, ['gpt-4o'])).toBe(false)
    expect(mayUse(lists, ['o1-mini'])).toBe(false)
  })
})
