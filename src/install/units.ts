/** The units of systemd/, inside of the executable, with the paths of an installation. */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import template from '../../systemd/lockllm-proxy@.service' with { type: 'text' }
import service from '../../systemd/lockllm-proxy.service' with { type: 'text' }
import sysusers from '../../systemd/lockllm-proxy.sysusers' with { type: 'text' }
import userService from '../../systemd/user/lockllm-proxy.service' with { type: 'text' }
import { type Layout, SERVICE } from './layout.ts'

const PACKAGED_BINARY = '/usr/bin/lockllm-proxy'
const PACKAGED_CONFIG = '/etc/lockllm-proxy/'
const LOCAL_BINARY = '/usr/local/bin/lockllm-proxy'

export interface UnitFile {
  readonly name: string
  /** Of a user's unit it depends on the credentials that are there. */
  text(): string
}

/** What lies in the layout's unit folder. */
export function unitFiles({ kind, binary, configFolder, credentialFolder }: Layout): UnitFile[] {
  if (kind === 'user') {
    const text = () => withCredentials(withPaths(userService, binary, configFolder), credentialFolder)
    return [{ name: SERVICE, text }]
  }
  // Below another root the files are those of the host that will have it as its root.
  const path = kind === 'prefix' ? LOCAL_BINARY : binary
  return [
    { name: SERVICE, text: () => withPaths(service, path, PACKAGED_CONFIG) },
    { name: 'lockllm-proxy@.service', text: () => withPaths(template, path, PACKAGED_CONFIG) },
  ]
}

const withPaths = (unit: string, binary: string, configFolder: string): string =>
  unit
    .replaceAll(PACKAGED_BINARY, binary)
    .replaceAll(PACKAGED_CONFIG, configFolder.endsWith('/') ? configFolder : `${configFolder}/`)

/** systemd does not start a unit that names a credential's path where nothing is. */
const withCredentials = (unit: string, folder: string): string =>
  unit.replace(/^#(LoadCredential=[\w-]+:)%E\/credstore\/(.+)$/gm, (line, setting: string, name: string) =>
    existsSync(join(folder, name)) ? `${setting}${join(folder, name)}` : line,
  )

export const SYSUSERS: string = sysusers
