/** The compiled binary, with the remote scanner at the stub or the embedded engine; like its peers it writes no line for each request. */

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'smol-toml'
import { buildOnce } from '../../support/build-once.ts'
import { freePort } from '../../support/free-port.ts'
import { endpointsAt, type Peer, runPeer, type Stub } from './peer.ts'

type Engine = 'lockllm' | 'local'

const configuration = (port: number, stub: Stub, workers: number, engine: Engine) => ({
  server: { listen: `127.0.0.1:${port}`, max_body: '64MiB', workers },
  admin: { listen: '127.0.0.1:0' },
  log: { level: 'warn' },
  scan: {
    engine,
    lockllm: { base_url: `http://${stub.host}`, api_key: 'stub-key' },
  },
  providers: { openai: { base_url: `http://${stub.host}` } },
})

const withEngine = (name: string, engine: Engine): Peer => ({
  name,
  does: 'everything',
  missing: () => undefined,
  version: async () => [await buildOnce(), '--version'],
  async start(stub, workers = 1) {
    const binary = await buildOnce()
    const port = freePort()
    const url = `http://127.0.0.1:${port}`
    const running = await runPeer(
      async (folder) => {
        const file = join(folder, 'config.toml')
        await writeFile(file, stringify(configuration(port, stub, workers, engine)))
        return [binary, 'serve', '--config', file]
      },
      { readyUrl: url },
    )
    return { ...running, endpoint: endpointsAt(`${url}/v1/proxy/openai`) }
  },
})

export const ours = withEngine('lockllm-proxy', 'lockllm')
export const oursAlone = withEngine('lockllm-proxy, embedded engine', 'local')
