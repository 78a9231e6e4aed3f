/**
 * Peers from npm, run by Node.js as their users do: an Express proxy and Portkey's gateway. npm/package.json holds
 * @hono/node-server back, as with later ones Portkey answers each stream with a 500
 * (https://github.com/Portkey-AI/gateway/issues/1389).
 */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../../support/free-port.ts'
import { type Endpoint, endpointsAt, type Peer, runPeer } from './peer.ts'

const FOLDER = join(import.meta.dir, 'npm')

/** Installed where they are described, on first use. @returns what is missing */
function missing(): string | undefined {
  if (!Bun.which('node')) return 'node'
  if (existsSync(join(FOLDER, 'node_modules'))) return undefined
  const { exitCode, stderr } = Bun.spawnSync(
    [process.execPath, 'install', '--frozen-lockfile', '--ignore-scripts'],
    { cwd: FOLDER },
  )
  return exitCode === 0 ? undefined : `npm packages (${stderr.toString().trim().split('\n').at(-1)})`
}

const version = async () => ['node', '--version']

export const express: Peer = {
  name: 'Express',
  does: 'JSON.parse, SHA-256, a Map, scan on a miss',
  missing,
  version,
  async start(stub) {
    const port = freePort()
    const url = `http://127.0.0.1:${port}`
    const running = await runPeer(
      async () => ['node', join(FOLDER, 'express-app.mjs'), String(port), stub.host],
      { env: { NODE_ENV: 'production' }, readyUrl: url },
    )
    return { ...running, endpoint: endpointsAt(url) }
  },
}

export const portkey: Peer = {
  name: 'Portkey',
  does: 'no scan',
  missing,
  version,
  async start(stub) {
    const port = freePort()
    const url = `http://127.0.0.1:${port}`
    const server = join(FOLDER, 'node_modules/@portkey-ai/gateway/build/start-server.js')
    const running = await runPeer(async () => ['node', server, `--port=${port}`, '--headless'], {
      env: { NODE_ENV: 'production', TRUSTED_CUSTOM_HOSTS: '127.0.0.1,localhost' },
      readyUrl: url,
    })
    const endpoint = (kind: string): Endpoint => ({
      url: `${url}/v1/chat/completions`,
      headers: {
        'x-portkey-provider': 'openai',
        'x-portkey-custom-host': `http://${stub.host}/${kind}`,
        authorization: 'Bearer sk-stub',
      },
    })
    return { ...running, endpoint }
  },
}
