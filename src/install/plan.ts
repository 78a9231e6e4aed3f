/** What an installation consists of, as steps; and what takes it back. */

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defaultNames, writeCertificate } from '../commands/cert.ts'
import { configTemplate } from '../config/template.ts'
import { ACCOUNT, type Layout, SERVICE } from './layout.ts'
import { executableFile, folder, type Owner, removal, type Step, setMode, textFile } from './step.ts'
import { SYSUSERS, unitFiles } from './units.ts'

export interface InstallParts {
  readonly layout: Layout
  /** The executable that is installed. */
  readonly source: string
  /** Keys in it become credential files: see `CREDENTIALS`. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Undefined where systemd does not run, or is not to be told. */
  readonly systemctl: ((...args: readonly string[]) => Promise<Ran>) | undefined
  /** Makes the account of the service. */
  readonly makeAccount: () => Promise<void>
}

export interface Ran {
  readonly code: number
  readonly output: string
}

/** Variables whose values become credentials of the service, by the credential's name in the unit. */
const CREDENTIALS: Readonly<Record<string, string>> = {
  LOCKLLM_API_KEY: 'lockllm-api-key',
  OPENAI_API_KEY: 'openai-api-key',
  ANTHROPIC_API_KEY: 'anthropic-api-key',
  GEMINI_API_KEY: 'gemini-api-key',
  COHERE_API_KEY: 'cohere-api-key',
}
const CERTIFICATE_DAYS = 365

export function installSteps(parts: InstallParts): Step[] {
  const { layout, source, env } = parts
  const owner = layout.kind === 'system' ? () => ownerOf(ACCOUNT) : undefined
  const root = layout.kind === 'system' ? () => ({ uid: 0, gid: 0 }) : undefined
  const shared = { ...(owner && { owner }) }
  const exclusive = { ...(root && { owner: root }) }
  const credentials = Object.entries(CREDENTIALS).flatMap(([variable, name]) =>
    env[variable] ? [{ name, value: env[variable] }] : [],
  )
  return [
    ...accountSteps(parts),
    executableFile({ what: 'binary', path: layout.binary, mode: 0o755, source, ...exclusive }),
    folder({ what: 'folder', path: layout.configFolder, mode: 0o750, ...shared }),
    textFile({
      what: 'configuration',
      path: layout.configFile,
      mode: 0o640,
      text: () => firstConfig(Boolean(env.LOCKLLM_API_KEY)),
      keep: true,
      ...shared,
    }),
    certificateStep(layout, owner),
    ...(credentials.length > 0
      ? [folder({ what: 'folder', path: layout.credentialFolder, mode: 0o700, ...exclusive })]
      : []),
    ...credentials.map(({ name, value }) =>
      textFile({
        what: 'credential',
        path: join(layout.credentialFolder, `lockllm-proxy.${name}`),
        mode: 0o600,
        text: () => `${value}\n`,
        keep: false,
        ...exclusive,
      }),
    ),
    ...unitFiles(layout).map(({ name, text }) =>
      textFile({
        what: 'unit',
        path: join(layout.unitFolder, name),
        mode: 0o644,
        text,
        keep: false,
        ...exclusive,
      }),
    ),
  ]
}

/** Binary, units and account file go; configuration, keys, logs and the account stay. */
export function uninstallSteps(layout: Layout): Step[] {
  return [
    ...unitFiles(layout).map(({ name }) => removal('unit', join(layout.unitFolder, name))),
    ...(layout.sysusersFile === undefined ? [] : [removal('account file', layout.sysusersFile)]),
    removal('binary', layout.binary),
  ]
}

function accountSteps({ layout, makeAccount }: InstallParts): Step[] {
  if (layout.sysusersFile === undefined) return []
  const file = textFile({
    what: 'account file',
    path: layout.sysusersFile,
    mode: 0o644,
    text: () => SYSUSERS,
    keep: false,
  })
  if (layout.kind !== 'system') return [file]
  return [
    file,
    {
      what: `account ${ACCOUNT}`,
      needed: () => ownerOf(ACCOUNT) === undefined,
      apply: makeAccount,
    },
  ]
}

/** The group of the service reads the configuration and the key, root alone writes them. */
function ownerOf(account: string): Owner | undefined {
  const line = readFileSync('/etc/group', 'utf8')
    .split('\n')
    .find((each) => each.startsWith(`${account}:`))
  return line === undefined ? undefined : { uid: 0, gid: Number(line.split(':')[2]) }
}

function certificateStep({ certificate, key }: Layout, owner: (() => Owner | undefined) | undefined): Step {
  return {
    what: `self-signed certificate ${certificate}, for when server.tls names it`,
    needed: () => !existsSync(certificate) && !existsSync(key),
    async apply() {
      await folder({ what: '', path: join(certificate, '..'), mode: 0o750, ...(owner && { owner }) }).apply()
      writeCertificate(certificate, key, defaultNames(), CERTIFICATE_DAYS)
      const ownership = { ...(owner && { owner }) }
      setMode({ path: key, mode: owner ? 0o640 : 0o600, ...ownership })
      setMode({ path: certificate, mode: 0o644, ...ownership })
    },
  }
}

/** The template of `init`; with LockLLM turned on where its key is there. */
function firstConfig(lockllm: boolean): string {
  const template = configTemplate()
  if (!lockllm) return template
  return template
    .replace(/^(\[scan\]\n(?:.*\n)*?)#engine = .*$/m, '$1engine = "lockllm"')
    .replace(/^(\[scan\.lockllm\]\n(?:.*\n)*?)#api_key = .*$/m, '$1api_key = "credential:lockllm-api-key"')
}

/** After the files: systemd reads them, starts the service at boot and now, or again where something is new. */
export function activationSteps({ systemctl }: InstallParts, changed: boolean): Step[] {
  if (!systemctl) return []
  const call = (what: string, ...args: readonly string[]): Step => ({
    what,
    needed: () => true,
    async apply() {
      const { code, output } = await systemctl(...args)
      if (code !== 0) throw new Error(`systemctl ${args.join(' ')} failed (${code})\n${output}`)
    },
  })
  return [
    ...(changed ? [call('systemd reads its units again', 'daemon-reload')] : []),
    call(`enable ${SERVICE}`, 'enable', '--quiet', SERVICE),
    call(`${changed ? 'restart' : 'start'} ${SERVICE}`, changed ? 'restart' : 'start', SERVICE),
  ]
}

export function deactivationSteps({ systemctl }: Pick<InstallParts, 'systemctl'>): Step[] {
  if (!systemctl) return []
  return [
    {
      what: `stop and disable ${SERVICE}`,
      needed: () => true,
      // A unit that is not there is as good as stopped.
      apply: async () => void (await systemctl('disable', '--now', '--quiet', SERVICE)),
    },
  ]
}
