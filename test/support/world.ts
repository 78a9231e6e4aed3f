/** The whole scene of an end-to-end test: fake providers, a fake LockLLM, and the binary between them. */

import { type ConfigTable, type RunningProxy, startProxy } from './binary.ts'
import { type FakeLockLLM, startFakeLockLLM } from './fake-lockllm.ts'
import { type FakeProvider, startFakeProvider } from './fake-provider.ts'

export interface World extends AsyncDisposable {
  readonly provider: FakeProvider
  readonly lockllm: FakeLockLLM
  readonly proxy: RunningProxy
  /** A provider's base URL at the proxy, e.g. `http://127.0.0.1:43121/v1/proxy/openai`. */
  at(provider: string): string
  /** Replaces the configuration file by the defaults with other overrides, and has the proxy read it. */
  reconfigure(overrides: Overrides): Promise<void>
  /** Forgets what the fakes have recorded, and their faults. */
  reset(): void
}

/** Configuration tables laid over the defaults, section by section. */
export type Overrides = ConfigTable

/** The defaults of every scene, which point all providers and LockLLM at the fakes. */
export const sceneConfig = (provider: FakeProvider, lockllm: FakeLockLLM, overrides: Overrides = {}) => {
  const defaults: Record<string, ConfigTable> = {
    server: { listen: '127.0.0.1:0' },
    admin: { listen: '127.0.0.1:0' },
    scan: { engine: 'lockllm', lockllm: { base_url: lockllm.url, api_key: lockllm.apiKey } },
    providers: {
      openai: { base_url: `${provider.url}/openai/v1` },
      anthropic: { base_url: `${provider.url}/anthropic/v1` },
      gemini: { base_url: `${provider.url}/gemini/v1beta` },
      cohere: { base_url: `${provider.url}/cohere/v2` },
      echo: { base_url: `${provider.url}/echo` },
    },
    log: { format: 'json' },
  }
  return merge(defaults, overrides)
}

/** Starts everything; the overrides may need the fakes' URLs. */
export async function startWorld(
  overrides: Overrides | ((provider: FakeProvider, lockllm: FakeLockLLM) => Overrides) = {},
  env: Readonly<Record<string, string>> = {},
): Promise<World> {
  const provider = await startFakeProvider()
  const lockllm = await startFakeLockLLM()
  const own = typeof overrides === 'function' ? overrides(provider, lockllm) : overrides
  const closeFakes = () => Promise.all([provider.close(), lockllm[Symbol.asyncDispose]()])
  const proxy = await startProxy(sceneConfig(provider, lockllm, own), env).catch(async (error: unknown) => {
    await closeFakes()
    throw error
  })
  return {
    provider,
    lockllm,
    proxy,
    at: (name) => `${proxy.url}/v1/proxy/${name}`,
    reconfigure: async (next) => {
      await proxy.configure(sceneConfig(provider, lockllm, next))
      process.kill(proxy.pid, 'SIGHUP')
    },
    reset: () => {
      provider.reset()
      lockllm.reset()
    },
    [Symbol.asyncDispose]: async () => {
      await proxy[Symbol.asyncDispose]()
      await closeFakes()
    },
  }
}

const isTable = (value: unknown): value is ConfigTable =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function merge(base: ConfigTable, over: ConfigTable): ConfigTable {
  const merged: Record<string, ConfigTable[string]> = { ...base }
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key]
    merged[key] = isTable(below) && isTable(value) ? merge(below, value) : value
  }
  return merged
}
