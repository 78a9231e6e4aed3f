import { describe, expect, test } from 'bun:test'
import type { TSchema } from '@sinclair/typebox'
import { parse } from 'smol-toml'
import { loadConfig } from '../../src/config/load.ts'
import { ConfigSchema } from '../../src/config/schema.ts'
import { configTemplate } from '../../src/config/template.ts'
import { PROVIDERS } from '../../src/proxy/providers.ts'
import { temporaryFolder } from './temporary.ts'

/** The template with every setting turned on. */
const turnedOn = configTemplate().replaceAll(/^#(?=[^ \n])/gm, '')

describe('the template', () => {
  test('loads as the defaults', () => {
    expect(load(configTemplate())).toEqual(loadConfig(undefined, {}))
  })

  test('says the defaults: turned on, it changes nothing', () => {
    const withDefault = turnedOn
      .split('\n\n')
      .filter(
        (block) =>
          !/^\[(server\.tls|providers\..*|\[[\w.]+\]|jwt|scan\.overrides\..*|limits\.ban|routes\..*)\]$/m.test(
            block,
          ),
      )
    const lines = withDefault.join('\n\n').split('\n')
    const defaults = lines.filter((_, index) => !lines[index - 1]?.endsWith('(no default; an example)'))
    expect(load(defaults.join('\n'))).toEqual(loadConfig(undefined, {}))
  })

  test('has every key of the schema', () => {
    const table = parse(turnedOn)
    expect(keysOf(table)).toEqual(expect.arrayContaining(keysOfSchema(ConfigSchema)))
  })

  test('has the URL of every known provider', () => {
    expect(parse(turnedOn).providers).toMatchObject(
      Object.fromEntries(
        Object.entries(PROVIDERS).flatMap(([name, { baseUrl }]) =>
          baseUrl ? [[name, { base_url: baseUrl }]] : [],
        ),
      ),
    )
  })

  test('explains every setting on the line above it', () => {
    const lines = configTemplate().split('\n')
    const settings = lines.flatMap((line, index) => (/^#\w+ = /.test(line) ? [lines[index - 1] ?? ''] : []))
    expect(settings.length).toBeGreaterThan(40)
    for (const above of settings) expect(above).toMatch(/^(# .+|#\[providers\.[\w-]+\])$/)
  })
})

function load(toml: string) {
  using folder = temporaryFolder()
  return loadConfig(folder.write('config.toml', toml), {})
}

function keysOf(table: object, prefix = ''): string[] {
  return Object.entries(table).flatMap(([key, value]) =>
    typeof value === 'object' && !Array.isArray(value) ? keysOf(value, `${prefix}${key}.`) : [prefix + key],
  )
}

function keysOfSchema(schema: TSchema, prefix = ''): string[] {
  const [entry] = Object.values<TSchema>(schema.patternProperties ?? {})
  // A record of texts is a value on one line.
  if (entry && !entry.properties) return []
  if (entry) return keysOfSchema(entry, `${prefix}example.`)
  return Object.entries<TSchema>(schema.properties).flatMap(([key, child]) =>
    child.type === 'object' ? keysOfSchema(child, `${prefix}${key}.`) : [prefix + key],
  )
}
