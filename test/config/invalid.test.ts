/** Every file of test/config/invalid is refused with exactly the messages that its own `#= ` lines say. */

import { describe, expect, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import { loadConfig } from '../../src/config/load.ts'
import { ConfigError } from '../../src/config/problem.ts'

const FOLDER = 'test/config/invalid'
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.toml'))

describe('an invalid configuration', () => {
  test.each(files)('%s', (name) => {
    const file = `${FOLDER}/${name}`
    const expected = readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('#= '))
      .map((line) => line.slice('#= '.length))
    expect(expected).not.toBeEmpty()
    expect(messagesOf(file).replaceAll(`${file}:`, '').split('\n')).toEqual(expected)
  })

  test('is never quoted where it may hold a secret', () => {
    for (const name of files) expect(messagesOf(`${FOLDER}/${name}`)).not.toMatch(/canary|314159|user:pass/)
  })
})

function messagesOf(file: string): string {
  try {
    loadConfig(file, {})
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
  return 'accepted'
}
