import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { globMatcher, pathMatcher } from '../../src/proxy/glob.ts'

test.each([
  [['gpt-4o'], 'gpt-4o', true],
  [['gpt-4o'], 'gpt-4o-mini', false],
  [['gpt-4o*'], 'gpt-4o-mini', true],
  [['gpt-4o*'], 'GPT-4o', false],
  [['*/llama*'], 'meta/llama-3', true],
  [['meta/*'], 'meta/llama/3', true],
  [['a.c'], 'abc', false],
  [['a|b'], 'a', false],
  [['x', 'y*'], 'y1', true],
  [['*'], '', true],
  [['a*'], 'a\nb', true],
  [['a'], 'a\n', false],
  [[], 'a', false],
])('%j fits %j: %p', (patterns, text, expected) => {
  expect(globMatcher(patterns)(text)).toBe(expected)
})

test.each([
  ['/v1/models', '/v1/models', true],
  ['/v1/models', '/v1/models/x', false],
  ['/v1/*', '/v1/models', true],
  ['/v1/*', '/v1/chat/completions', false],
  ['/v1/**', '/v1/chat/completions', true],
  ['/v1/**', '/v1', true],
  ['/v1/**', '/v10/x', false],
  ['/**/completions', '/v1/chat/completions', true],
  ['/models/*:generateContent', '/models/gemini-pro:generateContent', true],
  ['/models/*:generateContent', '/models/a/b:generateContent', false],
  ['/v1.0/*', '/v1x0/a', false],
])('the path pattern %s fits %s: %p', (pattern, path, expected) => {
  expect(pathMatcher([pattern])(path)).toBe(expected)
})

test('a pattern without a star fits itself alone', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (pattern, text) => {
      fc.pre(!pattern.includes('*'))
      expect(globMatcher([pattern])(text)).toBe(pattern === text)
      expect(pathMatcher([pattern])(pattern)).toBe(true)
    }),
  )
})

const star = fc.constantFrom('*', '**', '/', 'a', 'b', '/**')
const letter = fc.constantFrom('/', 'a', 'b')

test('a long text is read as a short one is', () => {
  const long = '/x'.repeat(200)
  fc.assert(
    fc.property(fc.array(star, { maxLength: 8 }), fc.array(letter, { maxLength: 12 }), (pattern, path) => {
      const [glob, text] = [pattern.join(''), path.join('')]
      expect(pathMatcher([long + glob])(long + text)).toBe(pathMatcher([`/x${glob}`])(`/x${text}`))
    }),
    { numRuns: 300 },
  )
})

test('a glob is what its regular expression would be', () => {
  fc.assert(
    fc.property(fc.array(star, { maxLength: 6 }), fc.array(letter, { maxLength: 10 }), (pattern, path) => {
      const [glob, text] = [pattern.join(''), path.join('')]
      const expected = new RegExp(`^${glob.replaceAll(/\*+/g, '.*')}$`).test(text)
      expect(globMatcher([glob])(text)).toBe(expected)
    }),
    { numRuns: 1000 },
  )
})

test.each([
  ['a path', pathMatcher(['/**/a/**/a/**/b']), '/a'.repeat(30_000)],
  ['a header', globMatcher(['*a*x*a*y']), 'ax'.repeat(30_000)],
])('%s that is made to be tried in all ways takes no longer than its length', (_, matches, text) => {
  const started = performance.now()
  expect(matches(text)).toBe(false)
  // Each pair of places would be seconds, each triple hours.
  expect(performance.now() - started).toBeLessThan(1000)
})
