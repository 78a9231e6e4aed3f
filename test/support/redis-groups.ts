/** More than one real Redis: a master with a replica under a Sentinel, and a Cluster. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port.ts'
import { onFreePort, startRedisProcess } from './redis-process.ts'
import { type RedisServer, startRedisServer } from './redis-server.ts'

export interface SentinelGroup extends AsyncDisposable {
  /** `redis+sentinel://...` */
  readonly url: string
  readonly master: RedisServer
  readonly replica: RedisServer
  /** Resolves when the Sentinel names the replica as master. */
  failedOver(): Promise<void>
}

/** How long a master may be silent, in milliseconds. */
const DOWN_AFTER_MS = 300
const SENTINEL_PASSWORD = 'of+the/sentinel'

/**
 * One Sentinel that needs no other's agreement, and asks for a password of its own.
 * @param choosePort called anew while the Sentinel finds the port taken that it gave
 */
export async function startSentinelGroup(choosePort: () => number = freePort): Promise<SentinelGroup> {
  const master = await startRedisServer(['--repl-diskless-sync-delay', '0'])
  const replica = await startRedisServer(['--replicaof', '127.0.0.1', String(master.port)])
  const copy = replica.client()
  while (!(await copy.info('replication')).includes('master_link_status:up')) await Bun.sleep(10)

  const folder = await mkdtemp(join(tmpdir(), 'lockllm-proxy-sentinel-'))
  const file = join(folder, 'sentinel.conf')
  const startOn = async (port: number) => {
    const lines = [
      `port ${port}`,
      'bind 127.0.0.1',
      `dir ${folder}`,
      `requirepass ${SENTINEL_PASSWORD}`,
      `sentinel monitor main 127.0.0.1 ${master.port} 1`,
      `sentinel down-after-milliseconds main ${DOWN_AFTER_MS}`,
      'sentinel failover-timeout main 2000',
    ]
    await writeFile(file, `${lines.join('\n')}\n`)
    return { port, sentinel: await startRedisProcess([file, '--sentinel'], 'Sentinel ID is') }
  }
  const { port, sentinel } = await onFreePort(startOn, choosePort)
  const ask = async (...words: string[]): Promise<string> => {
    const asked = Bun.spawn(['redis-cli', '-p', String(port), '-a', SENTINEL_PASSWORD, ...words], {
      stderr: 'ignore',
    })
    return asked.stdout.text()
  }
  while (!(await ask('sentinel', 'replicas', 'main')).includes(String(replica.port))) await Bun.sleep(20)
  return {
    url: `redis+sentinel://127.0.0.1:${port}/main?sentinel_password=${encodeURIComponent(SENTINEL_PASSWORD)}`,
    master,
    replica,
    async failedOver() {
      const words = ['sentinel', 'get-master-addr-by-name', 'main']
      while (!(await ask(...words)).includes(String(replica.port))) await Bun.sleep(20)
    },
    async [Symbol.asyncDispose]() {
      sentinel.kill('SIGKILL')
      await sentinel.exited
      await Promise.all([master[Symbol.asyncDispose](), replica[Symbol.asyncDispose]()])
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export interface RedisCluster extends AsyncDisposable {
  /** `redis+cluster://...` */
  readonly url: string
  readonly nodes: readonly RedisServer[]
  /** Resolves when this node says that the cluster's state is this one. */
  state(node: RedisServer, state: 'ok' | 'fail'): Promise<void>
}

const SLOTS = 16_384
const NODES = 3

/** Three masters without replicas. @param options further words of each node's command line */
export async function startRedisCluster(options: readonly string[] = []): Promise<RedisCluster> {
  const started = await Promise.all(
    Array.from({ length: NODES }, () =>
      onFreePort(async (bus) => {
        const words = ['--cluster-enabled', 'yes', '--cluster-port', String(bus)]
        const timeout = ['--cluster-node-timeout', '500']
        return { bus, node: await startRedisServer([...words, ...timeout, ...options]) }
      }),
    ),
  )
  const nodes = started.map(({ node }) => node)
  const clients = nodes.map((node) => node.client())
  const [first] = clients
  for (const [index, client] of clients.entries()) {
    const edge = (place: number) => Math.floor((place * SLOTS) / NODES)
    await client.call('cluster', 'addslotsrange', edge(index), edge(index + 1) - 1)
    await client.call('cluster', 'set-config-epoch', index + 1)
  }
  for (const { node, bus } of started.slice(1)) {
    await first?.call('cluster', 'meet', '127.0.0.1', node.port, bus)
  }
  const state = async (node: RedisServer, wanted: 'ok' | 'fail'): Promise<void> => {
    const client = clients[nodes.indexOf(node)]
    for (;;) {
      const info = String(await client?.call('cluster', 'info'))
      const known = new RegExp(`cluster_known_nodes:${NODES}\\b`).test(info)
      if (known && info.includes(`cluster_state:${wanted}`)) return
      await Bun.sleep(20)
    }
  }
  await Promise.all(nodes.map((node) => state(node, 'ok')))
  return {
    url: `redis+cluster://${nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')}`,
    nodes,
    state,
    async [Symbol.asyncDispose]() {
      await Promise.all(nodes.map((node) => node[Symbol.asyncDispose]()))
    },
  }
}
