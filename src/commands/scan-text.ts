/** Scans single texts the way that requests are scanned, and says what would become of a request with this text. */

import { ConfigError } from '../config/problem.ts'
import type { Config } from '../config/schema.ts'
import { Secret } from '../config/secret.ts'
import type { Env } from '../config/secrets.ts'
import { createEgress } from '../egress/egress.ts'
import { takeProxyEnvironment } from '../egress/proxy.ts'
import { composeScan } from '../scan/compose.ts'
import { type Decision, decide } from '../scan/policy.ts'
import type { ScanErrorReason, ScannerName, Sensitivity } from '../scan/scanner.ts'

/** Of this process; what it says of egress proxies is taken out. */
type Environment = Record<string, string | undefined>

export interface TextScanner {
  readonly name: ScannerName
  readonly sensitivity: Sensitivity
  /** @throws {ScanError} when there is no verdict */
  scan(text: string): Promise<TextDecision>
  /** Lets go of Redis, which would keep the process, when it has what was found. */
  close(): Promise<void>
}

export interface TextDecision extends Decision {
  /** Set when the embedded engine spoke because LockLLM could not (`scan.on_error = "local"`). */
  readonly fallback?: ScanErrorReason
}

interface Choice {
  /** Instead of the configured engine. */
  readonly engine: ScannerName | undefined
  /** Instead of the sensitivity that is configured for the engine. */
  readonly sensitivity: Sensitivity | undefined
}

/** A Redis that cannot be reached by then is not asked. */
const CONNECT_MS = 500

/** @throws {ConfigError} when LockLLM is to scan and there is no key */
export async function createTextScanner(
  config: Config,
  env: Environment,
  choice: Choice,
): Promise<TextScanner> {
  const chosen = withChoice(config, env, choice)
  const egressFor = createEgress(chosen.egress, takeProxyEnvironment(env))
  const { signal } = new AbortController()
  const { profile, shared } = composeScan(chosen, signal, {}, undefined, egressFor)
  const { scan, scanOptions: options } = profile()
  await shared?.connected(CONNECT_MS)
  return {
    name: chosen.scan.engine,
    sensitivity: options.sensitivity,
    async scan(text) {
      const report = await scan([{ role: 'user', path: '', text }], options)
      const decision = decide(report, options, 'allow')
      // A part of a long text that has no verdict matters no more once another part is unsafe.
      if (report.error && decision.codes.length === 0) throw report.error
      return report.fallback ? { ...decision, fallback: report.fallback } : decision
    },
    async close() {
      await shared?.stored()
      shared?.close()
    },
  }
}

function withChoice(config: Config, env: Env, choice: Choice): Config {
  const { scan } = config
  const engine = choice.engine ?? scan.engine
  const sensitivity = choice.sensitivity ?? scan[engine].sensitivity
  const settings = { ...scan, engine, [engine]: { ...scan[engine], sensitivity } }
  if (engine === 'local' || scan.lockllm.api_key) return { ...config, scan: settings }
  return {
    ...config,
    scan: { ...settings, lockllm: { ...settings.lockllm, api_key: keyOfEnvironment(env) } },
  }
}

/** So that `--engine lockllm` needs no file. */
function keyOfEnvironment({ LOCKLLM_API_KEY }: Env): Secret {
  if (LOCKLLM_API_KEY) return new Secret('env:LOCKLLM_API_KEY', LOCKLLM_API_KEY)
  const message = 'is missing: --engine lockllm needs it, or the environment variable LOCKLLM_API_KEY'
  throw new ConfigError([{ path: 'scan.lockllm.api_key', message }])
}
