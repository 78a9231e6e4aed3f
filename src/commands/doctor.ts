/** `doctor`: looks at everything that a proxy on this host needs, and says what to do. It changes nothing. */

import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '../config/load.ts'
import { ConfigError, formatProblem } from '../config/problem.ts'
import type { Config } from '../config/schema.ts'
import type { Env } from '../config/secrets.ts'
import { checkCertificate } from '../doctor/certificate.ts'
import { type Diagnosis, fail, ok, warn } from '../doctor/check.ts'
import { checkCredentials } from '../doctor/credentials.ts'
import { checkAudit, checkEnvironment, checkFiles, checkUnits } from '../doctor/host.ts'
import { checkListeners } from '../doctor/listeners.ts'
import { checkRemotes } from '../doctor/remote.ts'
import { createAuthorizeFor } from '../egress/compose-authorize.ts'
import { createEgress } from '../egress/egress.ts'
import { takeProxyEnvironment } from '../egress/proxy.ts'
import { type Layout, SERVICE, systemLayout, userLayout } from '../install/layout.ts'
import { type Args, type Command, configOption, EXIT } from './command.ts'
import { print } from './output.ts'

/** Where systemd shows the credentials of a running service, to root. */
const CREDENTIALS = `/run/credentials/${SERVICE}`

export const doctorCommand: Command = {
  name: 'doctor',
  summary:
    'Checks this host: configuration, ports, certificate, clock, Redis, LockLLM and its key (one small scan), ' +
    'providers, limits, units. Exit 0 when nothing fails.',
  usage: '[--config FILE] [--user] [--json] [--dry-run]',
  options: {
    ...configOption,
    user: { type: 'boolean', description: 'the service of this user' },
    json: { type: 'boolean', description: 'one JSON object a line' },
    'dry-run': { type: 'boolean', description: 'asks nobody but this host: no scan, no provider, no Redis' },
  },
  run,
}

async function run(args: Args): Promise<number> {
  const layout = args.flag('user') ? userLayout(homedir(), process.env) : systemLayout('/')
  const file = args.text('config') ?? (existsSync(layout.configFile) ? layout.configFile : undefined)
  const diagnoses: Diagnosis[] = []
  const say = async (more: readonly Diagnosis[]) => {
    diagnoses.push(...more)
    await print(more.map((each) => line(each, args.flag('json'))).join(''))
  }

  using credentials = credentialsOf(layout)
  const config = await readConfig(file, { ...process.env, ...credentials.env }, say)
  await say([checkFiles(await pidOf(layout)), checkEnvironment(process.env), ...checkUnits(layout)])
  if (config) {
    await say(checkCertificate(config))
    await say([checkAudit(config)])
    await say(await checkListeners(config))
  }
  if (config && args.flag('dry-run')) await say([ok('remotes', 'not asked (--dry-run)')])
  else if (config) {
    const egressFor = createEgress(config.egress, takeProxyEnvironment(process.env))
    await say(await checkRemotes(config, egressFor))
    await say(
      await checkCredentials(config, createAuthorizeFor({ ...process.env, ...credentials.env }, egressFor)),
    )
  }
  return diagnoses.some(({ level }) => level === 'fail') ? EXIT.failed : EXIT.ok
}

/** The credentials that the service has, or would get from the store: outside of the service nobody gives them to us. */
function credentialsOf({ credentialFolder, kind }: Layout): Disposable & { readonly env: Env } {
  const none = { env: {}, [Symbol.dispose]: () => {} }
  if (process.env.CREDENTIALS_DIRECTORY) return none
  if (kind === 'system' && existsSync(CREDENTIALS))
    return { ...none, env: { CREDENTIALS_DIRECTORY: CREDENTIALS } }
  const prefix = 'lockllm-proxy.'
  const stored = list(credentialFolder).filter((name) => name.startsWith(prefix))
  if (stored.length === 0) return none
  // Under the names that the unit gives them; links, so that no key is copied.
  const folder = mkdtempSync(join(tmpdir(), 'lockllm-proxy-doctor-'))
  for (const name of stored)
    symlinkSync(join(credentialFolder, name), join(folder, name.slice(prefix.length)))
  return {
    env: { CREDENTIALS_DIRECTORY: folder },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Empty for a folder that is not there, or not ours to read. */
function list(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

async function readConfig(
  file: string | undefined,
  env: Env,
  say: (diagnoses: readonly Diagnosis[]) => Promise<void>,
): Promise<Config | undefined> {
  const warnings: Diagnosis[] = []
  try {
    const config = loadConfig(file, env, (problem) =>
      warnings.push(warn('configuration', formatProblem(problem), 'change it, or leave it if it is meant')),
    )
    await say([ok('configuration', file ?? 'no file: the defaults'), ...warnings])
    return config
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    await say(
      error.problems.map((problem) =>
        fail('configuration', formatProblem(problem), 'nothing that needs it is looked at'),
      ),
    )
    return undefined
  }
}

/** Of the running service, as systemd knows it. */
async function pidOf({ systemctl }: Layout): Promise<number | undefined> {
  if (Bun.which('systemctl') === null) return undefined
  const child = Bun.spawn([...systemctl, 'show', '--property=MainPID', '--value', SERVICE], {
    stdout: 'pipe',
    stderr: 'ignore',
  })
  const pid = Number(await child.stdout.text())
  return Number.isInteger(pid) && pid > 0 ? pid : undefined
}

function line(diagnosis: Diagnosis, json: boolean): string {
  if (json) return `${JSON.stringify(diagnosis)}\n`
  const { level, subject, finding, advice } = diagnosis
  return `${level.padEnd(4)}  ${subject}: ${finding}${advice === undefined ? '' : `\n      -> ${advice}`}\n`
}
