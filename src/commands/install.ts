/** `install` and `uninstall`: the proxy as a service of this host, or of one user. A second run changes nothing. */

import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { ACCOUNT, type Layout, systemLayout, userLayout } from '../install/layout.ts'
import {
  activationSteps,
  deactivationSteps,
  type InstallParts,
  installSteps,
  type Ran,
  uninstallSteps,
} from '../install/plan.ts'
import { runSteps } from '../install/step.ts'
import { type Args, type Command, EXIT, type Option, UsageError } from './command.ts'
import { print, printError } from './output.ts'

const OPTIONS: Readonly<Record<string, Option>> = {
  user: { type: 'boolean', description: 'for this user alone, as a service of their own systemd' },
  prefix: { type: 'string', placeholder: 'FOLDER', description: 'below another root; nothing is started' },
  'dry-run': { type: 'boolean', description: 'says what would be done' },
}
/** A package's units lie here; its files are the package manager's. */
const PACKAGED_UNIT = '/usr/lib/systemd/system/lockllm-proxy.service'

export const installCommand: Command = {
  name: 'install',
  summary:
    'Installs this executable as a service: binary, account, configuration, certificate, units; enables and starts it. ' +
    'Keys in LOCKLLM_API_KEY, OPENAI_API_KEY and the like become credentials. What is there already is kept.',
  usage: '[--user | --prefix FOLDER] [--dry-run]',
  options: OPTIONS,
  run: (args) => guarded('install', args, install),
}

export const uninstallCommand: Command = {
  name: 'uninstall',
  summary: 'Stops the service and removes binary and units. Configuration, keys, logs and the account stay.',
  usage: '[--user | --prefix FOLDER] [--dry-run]',
  options: OPTIONS,
  run: (args) => guarded('uninstall', args, uninstall),
}

const say = (line: string) => print(`${line}\n`)

async function install(layout: Layout, dryRun: boolean): Promise<number> {
  if (!process.execPath.endsWith('lockllm-proxy')) {
    await printError('lockllm-proxy install: works with the compiled executable alone (make build)\n')
    return EXIT.failed
  }
  const parts: InstallParts = {
    layout,
    source: process.execPath,
    env: process.env,
    systemctl: systemctlOf(layout),
    makeAccount,
  }
  const changed = await runSteps(installSteps(parts), dryRun, say)
  await runSteps(activationSteps(parts, changed > 0), dryRun, say)
  if (!parts.systemctl) await say(`note   systemd is not told: ${reasonOf(layout)}`)
  const start = parts.systemctl ? `${layout.systemctl.join(' ')} reload lockllm-proxy` : 'start it'
  await say(`next   edit ${layout.configFile}, then ${start}`)
  if (layout.kind === 'user') await say('next   to keep it running without a login: loginctl enable-linger')
  return EXIT.ok
}

async function uninstall(layout: Layout, dryRun: boolean): Promise<number> {
  const systemctl = systemctlOf(layout)
  const isThere = uninstallSteps(layout).some((step) => step.needed())
  if (isThere) await runSteps(deactivationSteps({ systemctl }), dryRun, say)
  await runSteps(uninstallSteps(layout), dryRun, say)
  if (isThere && !dryRun) await systemctl?.('daemon-reload')
  const account = layout.kind === 'system' ? `, the account ${ACCOUNT}` : ''
  await say(`kept   ${[layout.configFolder, ...layout.kept].join(', ')}, credentials${account}`)
  return EXIT.ok
}

async function guarded(
  name: string,
  args: Args,
  run: (layout: Layout, dryRun: boolean) => Promise<number>,
): Promise<number> {
  const prefix = args.text('prefix')
  if (args.flag('user') && prefix !== undefined)
    throw new UsageError('--user and --prefix exclude each other')
  const layout = args.flag('user') ? userLayout(homedir(), process.env) : systemLayout(resolve(prefix ?? '/'))
  const problem = problemOf(layout, args.flag('dry-run'))
  if (problem !== undefined) {
    await printError(`lockllm-proxy ${name}: ${problem}\n`)
    return EXIT.failed
  }
  try {
    return await run(layout, args.flag('dry-run'))
  } catch (error) {
    // Messages of the file system name the path and the reason.
    await printError(`lockllm-proxy ${name}: ${error instanceof Error ? error.message : error}\n`)
    return EXIT.failed
  }
}

function problemOf({ kind }: Layout, dryRun: boolean): string | undefined {
  if (kind !== 'system') return undefined
  if (existsSync(PACKAGED_UNIT)) return 'a package has installed it; use the package manager (apt)'
  if (!dryRun && process.getuid?.() !== 0) return 'must be root; or --user, or --prefix FOLDER'
  return undefined
}

/** sd_booted(3), and the same for a user's manager. */
function isRunning({ kind }: Layout): boolean {
  if (kind === 'prefix') return false
  const folder = kind === 'user' ? (process.env.XDG_RUNTIME_DIR ?? '/nowhere') : '/run'
  return existsSync(join(folder, kind === 'user' ? 'systemd' : 'systemd/system'))
}

const reasonOf = (layout: Layout): string =>
  layout.kind === 'prefix' ? 'the files lie below another root' : 'it does not run here, or not for this user'

function systemctlOf(layout: Layout): InstallParts['systemctl'] {
  if (!isRunning(layout) || Bun.which('systemctl') === null) return undefined
  return (...args) => runProgram([...layout.systemctl, ...args])
}

async function makeAccount(): Promise<void> {
  const command = Bun.which('systemd-sysusers')
    ? ['systemd-sysusers', 'lockllm-proxy.conf']
    : [
        'useradd',
        '--system',
        '--user-group',
        '--no-create-home',
        '--home-dir',
        '/var/lib/lockllm-proxy',
        '--shell',
        '/usr/sbin/nologin',
        ACCOUNT,
      ]
  const { code, output } = await runProgram(command)
  if (code !== 0)
    throw new Error(`cannot make the account ${ACCOUNT}: ${command[0]} failed (${code})\n${output}`)
}

async function runProgram(command: readonly string[]): Promise<Ran> {
  const child = Bun.spawn([...command], { stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' })
  const [code, stdout, stderr] = await Promise.all([child.exited, child.stdout.text(), child.stderr.text()])
  return { code, output: stdout + stderr }
}
