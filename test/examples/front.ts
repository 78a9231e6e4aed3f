/** A scene with a real web server before the compiled binary: client -> TLS -> server -> unix socket -> proxy -> fakes. */

import { chownSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { hashOfKey } from '../../src/proxy/clients/key.ts'
import { type RunningProxy, startProxy } from '../support/binary.ts'
import { buildOnce } from '../support/build-once.ts'
import { type FakeProvider, startFakeProvider } from '../support/fake-provider.ts'
import { type FakeRealtime, startFakeRealtime } from '../support/fake-realtime.ts'
import { freePort } from '../support/free-port.ts'
import type { Target } from '../support/wire/raw-client.ts'
import { example } from './example.ts'
import { openFolder, removeFolder, startProgram } from './program.ts'

/** The account of Debian's web servers, which is to be in the proxy's group. */
const ACCOUNT = 'www-data'

export interface FrontPlace {
  readonly folder: string
  readonly port: number
  readonly socket: string
  readonly cert: string
  readonly key: string
  /** Who the server is to become; undefined when it is not started by root. */
  readonly account: string | undefined
}

export interface FrontScene extends AsyncDisposable {
  readonly proxy: RunningProxy
  readonly provider: FakeProvider
  readonly realtime: FakeRealtime
  /** The server, from an address of loopback that is not the usual one. */
  readonly target: Target & { readonly ca: string }
  /** What a client that is known sends along. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  audit(): readonly Record<string, unknown>[]
}

/** 127.0.0.0/8 is all ours: who calls from here can be told from the server itself. */
export const CLIENT_ADDRESS = '127.0.0.7'
const CLIENT_KEY = 'llp_of-a-client-behind-a-server'

/** @param command writes the server's files and says how it is started, in the foreground */
export async function startFront(
  name: 'nginx' | 'apache',
  command: (place: FrontPlace) => Promise<readonly string[]>,
): Promise<FrontScene> {
  await using stack = new AsyncDisposableStack()
  const folder = stack.adopt(await openFolder(), removeFolder)
  const provider = stack.use(await startFakeProvider())
  const realtime = stack.use(startFakeRealtime())
  await makeCertificate(folder)
  const at = (file: string) => join(folder, file)

  await Bun.write(at('clients.toml'), clientsFile())
  const configuration = example(`${name}/lockllm-proxy.toml`, {
    '/run/lockllm-proxy/proxy.sock': at('proxy.sock'),
    '/etc/lockllm-proxy/clients.toml': at('clients.toml'),
    '/var/log/lockllm-proxy/audit.jsonl': at('audit.jsonl'),
    '127.0.0.1:9090': '127.0.0.1:0',
  })
  const providers = {
    openai: `${provider.url}/openai/v1`,
    echo: `${provider.url}/echo`,
    xai: `${realtime.url}/v1`,
  }
  const tables = Object.entries(providers).map(([key, url]) => `[providers.${key}]\nbase_url = "${url}"\n`)
  const proxy = stack.use(await startProxy(`${configuration}\n${tables.join('')}`))

  const isRoot = process.getuid?.() === 0
  if (isRoot) chownSync(at('proxy.sock'), 0, groupId(ACCOUNT))
  const port = freePort()
  const place = {
    folder,
    port,
    socket: at('proxy.sock'),
    cert: at('cert.pem'),
    key: at('key.pem'),
    account: isRoot ? ACCOUNT : undefined,
  }
  stack.use(await startProgram(await command(place), port, folder))
  const all = stack.move()
  return {
    proxy,
    provider,
    realtime,
    target: { hostname: '127.0.0.1', port, from: CLIENT_ADDRESS, ca: readFileSync(at('cert.pem'), 'utf8') },
    headers: [['x-lockllm-proxy-key', CLIENT_KEY]],
    audit: () =>
      readFileSync(at('audit.jsonl'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

/** Of loopback, and not of unix sockets: each answer shows that the proxy was told the client's address. */
const clientsFile = () =>
  `[[clients]]\nname = "app"\nkeys = [{ hash = "${hashOfKey(CLIENT_KEY)}" }]\nnetworks = ["127.0.0.0/8"]\n`

async function makeCertificate(folder: string): Promise<void> {
  const made = Bun.spawn([await buildOnce(), 'cert', '--out', folder, 'localhost', '127.0.0.1'], {
    stdout: 'ignore',
  })
  if ((await made.exited) !== 0) throw new Error('no certificate was made')
}

function groupId(name: string): number {
  const line = readFileSync('/etc/group', 'utf8')
    .split('\n')
    .find((each) => each.startsWith(`${name}:`))
  return Number(line?.split(':')[2])
}
