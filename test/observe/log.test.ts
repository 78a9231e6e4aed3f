/** The log's two shapes: JSON lines for machines, one readable line each for a terminal. */

import { expect, test } from 'bun:test'
import { createLog } from '../../src/observe/log.ts'

function logged(
  options: Partial<Parameters<typeof createLog>[0]>,
  write: (log: ReturnType<typeof createLog>) => void,
) {
  const lines: string[] = []
  const output = { write: (line: string) => void lines.push(line), dropped: () => 0, flush: async () => {} }
  write(createLog({ level: 'info', format: 'auto', isTerminal: false, output, ...options }))
  return lines
}

test.each([
  ['auto', false, true],
  ['auto', true, false],
  ['json', true, true],
  ['pretty', false, false],
] as const)('format %s, terminal %p: JSON %p', (format, isTerminal, isJson) => {
  const [line = ''] = logged({ format, isTerminal }, (log) => log.info({ port: 8080 }, 'listening'))
  expect(line).toEndWith('\n')
  expect(line.trimEnd()).not.toContain('\n')
  expect(line).toContain('listening')
  expect(line).toContain('8080')
  expect(line.startsWith('{')).toBe(isJson)
})

test('a JSON line has the level as a word and the time in ISO 8601', () => {
  const [line = ''] = logged({}, (log) => log.warn('x'))
  expect(JSON.parse(line)).toEqual({ level: 'warn', time: expect.stringMatching(/^\d{4}-.*Z$/), msg: 'x' })
})

test.each([
  ['debug', 4],
  ['info', 3],
  ['warn', 2],
  ['error', 1],
] as const)('level %s lets %d of four lines pass', (level, count) => {
  const lines = logged({ level }, (log) => {
    for (const each of ['debug', 'info', 'warn', 'error'] as const) log[each]('x')
  })
  expect(lines).toHaveLength(count)
})

test('colours are for terminals alone', () => {
  const write = (log: ReturnType<typeof createLog>) => log.info('x')
  expect(logged({ format: 'pretty', isTerminal: false }, write)[0]).not.toContain('\u001b')
  expect(logged({ format: 'pretty', isTerminal: true }, write)[0]).toContain('\u001b')
})
