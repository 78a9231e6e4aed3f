import { expect, test } from 'bun:test'
import { effectiveToml } from '../../src/config/effective.ts'
import { loadConfig } from '../../src/config/load.ts'
import { configTemplate } from '../../src/config/template.ts'
import { temporaryFolder } from './temporary.ts'

const WRITTEN = `
[providers.openai]
api_key = "sk-canary"
[providers.groq]
api_key = "env:GROQ_API_KEY"
[server]
listen = ["127.0.0.1:1", "unix:/tmp/proxy.sock"]
drain_timeout = "90s"
[admin]
listen = "off"
[cache]
max_memory = "1.5MiB"
`

test('it is a configuration again, and the same one', () => {
  const config = load(WRITTEN)
  const again = load(effectiveToml(config))
  expect(effectiveToml(again)).toBe(effectiveToml(config))
  expect({ ...again, providers: {} }).toEqual({ ...config, providers: {} })
})

test('it masks secrets and keeps references', () => {
  const toml = effectiveToml(load(WRITTEN))
  expect(toml).toContain('api_key = "***"')
  expect(toml).toContain('api_key = "env:GROQ_API_KEY"')
  expect(toml).not.toMatch(/canary|gsk-value/)
})

test('its sections come as `init` writes them, whatever the order of the file', () => {
  const headers = (toml: string) => toml.match(/^\[[\w.]+\]$/gm)
  expect(
    headers(effectiveToml(load('[log]\n[cache]\n[server]')))?.filter((header) => header !== '[providers]'),
  ).toEqual(headers(configTemplate()) ?? [])
})

function load(toml: string) {
  using folder = temporaryFolder()
  return loadConfig(folder.write('config.toml', toml), { GROQ_API_KEY: 'gsk-value' })
}
