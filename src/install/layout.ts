/** Where everything of an installation lies: for the host, for one user, or below another root. */

import { join } from 'node:path'

export interface Layout {
  /** `prefix` is an installation below another root: systemd does not see it and is not told of it. */
  readonly kind: 'system' | 'user' | 'prefix'
  readonly binary: string
  readonly unitFolder: string
  readonly configFolder: string
  readonly configFile: string
  readonly certificate: string
  readonly key: string
  /** systemd's credential store (systemd.exec(5), LoadCredential=). */
  readonly credentialFolder: string
  /** Undefined where no account is made. */
  readonly sysusersFile: string | undefined
  /** Where systemd keeps logs and state of the service; never removed. */
  readonly kept: readonly string[]
  /** How `systemctl` is called. */
  readonly systemctl: readonly string[]
}

export const SERVICE = 'lockllm-proxy.service'
export const ACCOUNT = 'lockllm-proxy'

/** `/` is the host itself: software that no package manager knows goes to /usr/local (FHS 3.0, 4.9). */
export function systemLayout(prefix: string): Layout {
  const isHost = prefix === '/'
  const etc = join(prefix, 'etc')
  return {
    kind: isHost ? 'system' : 'prefix',
    binary: join(prefix, 'usr/local/bin/lockllm-proxy'),
    unitFolder: join(etc, 'systemd/system'),
    ...configIn(join(etc, 'lockllm-proxy')),
    credentialFolder: join(etc, 'credstore'),
    sysusersFile: join(etc, 'sysusers.d/lockllm-proxy.conf'),
    kept: [join(prefix, 'var/lib/lockllm-proxy'), join(prefix, 'var/log/lockllm-proxy')],
    systemctl: ['systemctl'],
  }
}

/** @param env of the user: XDG_CONFIG_HOME is honoured, as by systemd */
export function userLayout(home: string, env: Readonly<Record<string, string | undefined>>): Layout {
  const config = env.XDG_CONFIG_HOME || join(home, '.config')
  const state = env.XDG_STATE_HOME || join(home, '.local/state')
  return {
    kind: 'user',
    binary: join(home, '.local/bin/lockllm-proxy'),
    unitFolder: join(config, 'systemd/user'),
    ...configIn(join(config, 'lockllm-proxy')),
    credentialFolder: join(config, 'credstore'),
    sysusersFile: undefined,
    kept: [join(state, 'lockllm-proxy'), join(state, 'log/lockllm-proxy')],
    systemctl: ['systemctl', '--user'],
  }
}

const configIn = (folder: string) => ({
  configFolder: folder,
  configFile: join(folder, 'lockllm-proxy.toml'),
  certificate: join(folder, 'tls/cert.pem'),
  key: join(folder, 'tls/key.pem'),
})
