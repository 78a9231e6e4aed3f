/** Builds what tells clients apart from the configuration: the directory and its file, keys and tokens. */

import { ConfigError } from '../../config/problem.ts'
import { asksForKeys } from '../../config/rules/clients.ts'
import type { Config } from '../../config/schema.ts'
import type { EgressFor } from '../../egress/egress.ts'
import type { Log } from '../../observe/log.ts'
import { createIdentify, type Identify } from './identify.ts'
import { createCheckToken } from './token.ts'
import { watchDirectory } from './watched-directory.ts'

interface ClientParts {
  readonly identify: Identify
  close(): void
}

/** @returns undefined where nobody has to show a key */
export function composeClients(config: Config, log: Log, egressFor: EgressFor): ClientParts | undefined {
  if (!asksForKeys(config)) return undefined
  const { clients, clients_file: file, jwt } = config
  const directory = watchDirectory({
    clients,
    file,
    onReload: (count) => log.info({ file, clients: count }, 'clients read again'),
    onError: (error) =>
      log.error(
        { file, error: error instanceof ConfigError ? error.message : 'cannot be read' },
        'clients_file is wrong and was not taken; the clients known before stay',
      ),
  })
  const identify = createIdentify({
    directory: directory.current,
    checkToken: jwt && createCheckToken(jwt, egressFor),
    audience: jwt?.audience,
    anyName: jwt?.names !== 'clients',
    now: Date.now,
  })
  return { identify, close: directory.close }
}
