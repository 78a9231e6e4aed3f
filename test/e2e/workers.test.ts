/** Several workers under one supervisor: to clients and operators they are one service. */

import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chat, post } from '../support/client.ts'
import { startLoad } from '../support/load.ts'
import { startWorld, type World } from '../support/world.ts'

// Each of a service's processes takes its time to start where other tests run beside it; and what one test leaves behind
// when it is out of time, the runtime ends: the service of all others.
setDefaultTimeout(20_000)
const SERVER = { listen: '127.0.0.1:0', workers: 3, drain_timeout: '20s' }
const CONFIG = { scan: { engine: 'local' }, server: SERVER, audit: { path: 'stdout' } } as const
const world = await startWorld(CONFIG)
afterAll(() => world[Symbol.asyncDispose]())

/** Process ids of the workers, from proc(5). */
async function workersOf({ proxy }: World): Promise<number[]> {
  const all = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const stats = await Promise.all(all.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')))
  return all.flatMap((pid, index) => {
    const [, parent] = /\) \S (\d+)/.exec(stats[index] ?? '') ?? []
    return Number(parent) === proxy.pid ? [Number(pid)] : []
  })
}
const metric = async (name: string): Promise<number> => {
  const text = await (await fetch(`${world.proxy.adminUrl}/metrics`)).text()
  return Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${name} `))
      ?.split(' ')[1],
  )
}
const ask = async () => {
  const response = await post(`${world.at('echo')}/x`, chat('hello there'))
  await response.text()
  if (response.status !== 200) throw new Error(`status ${response.status}`)
}
/** Ends one by force. @returns when another has taken its place */
async function replace(victim: number): Promise<void> {
  const before = world.proxy.logs.length
  process.kill(victim, 'SIGKILL')
  const { worker } = await world.proxy.logged(
    ({ msg, pid }) => msg === 'a worker has ended and is started again' && pid === victim,
  )
  const isBack = () =>
    world.proxy.logs.slice(before).some((line) => line.msg === 'the worker is back' && line.worker === worker)
  while (!isBack()) await Bun.sleep(10)
}
/** Each over a connection of its own, so that all workers get some. */
const askAnew = async () => {
  const response = await fetch(`${world.at('echo')}/x`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(chat('hello there')),
    keepalive: false,
  })
  await response.text()
  if (response.status !== 200) throw new Error(`status ${response.status}`)
}
const sum = (text: string, name: string) =>
  text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`))
    .reduce((total, line) => total + Number(line.split(' ').at(-1)), 0)

test('all take part, and operators see one service', async () => {
  expect(await workersOf(world)).toHaveLength(3)
  expect(await metric('lockllm_proxy_workers')).toBe(3)
  const before = await (await fetch(`${world.proxy.adminUrl}/metrics`)).text()
  await Promise.all(Array.from({ length: 60 }, askAnew))
  const after = await (await fetch(`${world.proxy.adminUrl}/metrics`)).text()
  const name = 'lockllm_proxy_requests_total'
  expect(sum(after, name) - sum(before, name)).toBe(60)
  expect(after).toMatch(/lockllm_proxy_build_info\{.*\} 1\n/)
  expect(
    new Set(world.proxy.logs.map(({ worker }) => worker).filter((worker) => worker !== undefined)),
  ).toEqual(new Set([0, 1, 2]))
  expect(await (await fetch(`${world.proxy.adminUrl}/readyz`)).text()).toBe('ready\n')
})

describe('a reload', () => {
  test('is taken by all of them, and no request is lost', async () => {
    const load = startLoad(12, ask)
    const fresh = startLoad(4, askAnew)
    for (const server_timing of [true, false, true]) {
      await load.more(50)
      const before = world.proxy.logs.length
      await world.reconfigure({ ...CONFIG, server: { ...SERVER, server_timing } })
      while (!world.proxy.logs.slice(before).some(({ msg }) => msg === 'reloaded')) await Bun.sleep(10)
    }
    expect((await load.stop()).reasons).toEqual({})
    expect((await fresh.stop()).reasons).toEqual({})
    for (let connection = 0; connection < 30; connection++) {
      const answer = await fetch(`${world.at('echo')}/x`, { keepalive: false })
      expect(answer.headers.has('server-timing')).toBe(true)
      await answer.text()
    }
  }, 20_000)

  test('that one address refuses is taken by none', async () => {
    const taken = new URL(world.provider.url).host
    await world.reconfigure({
      ...CONFIG,
      server: { ...SERVER, server_timing: false, listen: ['127.0.0.1:0', taken] },
    })
    const { reason } = await world.proxy.logged(({ msg }) => msg === 'not reloaded: nothing has changed')
    expect(reason).toContain(`cannot listen on ${taken}`)
    await Promise.all(Array.from({ length: 20 }, askAnew))
  })
})

test('fewer workers: the audit file of one is counted no longer, the others’ go on', async () => {
  const audited = (workers: number, folder: string) => ({
    ...CONFIG,
    server: { ...SERVER, workers },
    audit: { path: join(folder, 'audit.jsonl') },
  })
  const folder = await mkdtemp(join(tmpdir(), 'lockllm-proxy-workers-'))
  await using own = await startWorld(audited(3, folder))
  /** Numbers of the last lines: as the metrics say, and as the files do. */
  const sequences = async () => {
    const text = await (await fetch(`${own.proxy.adminUrl}/metrics`)).text()
    const told = [...text.matchAll(/^lockllm_proxy_audit_sequence\{file="(.+)"\} (\d+)$/gm)]
    return Object.fromEntries(told.map(([, file = '', sequence]) => [file, Number(sequence)]))
  }
  const lastOf = async (file: string) =>
    JSON.parse((await readFile(join(folder, file), 'utf8')).trimEnd().split('\n').at(-1) ?? '').seq
  let before = await sequences()
  // Each file's first line is written beside the start.
  while (Object.values(before).includes(0)) before = await sequences()
  expect(Object.keys(before).sort()).toEqual(['audit.2.jsonl', 'audit.3.jsonl', 'audit.jsonl'])
  for (const [file, sequence] of Object.entries(before)) expect(await lastOf(file)).toBe(sequence)
  await own.reconfigure(audited(2, folder))
  await own.proxy.logged(({ msg }) => msg === 'reloaded')
  while (Object.keys(await sequences()).length > 2) await Bun.sleep(10)
  for (const [file, sequence] of Object.entries(await sequences())) expect(sequence).toBe(before[file] ?? -1)
  await rm(folder, { recursive: true })
})

describe('a worker that is killed', () => {
  test('is replaced, under the configuration in effect although the file is broken by now', async () => {
    await world.proxy.configure('broken = [')
    const [victim = 0] = await workersOf(world)
    const before = await metric('lockllm_proxy_worker_restarts_total')
    await replace(victim)
    expect(await metric('lockllm_proxy_worker_restarts_total')).toBe(before + 1)
    expect(await metric('lockllm_proxy_workers')).toBe(3)
    await Promise.all(Array.from({ length: 30 }, askAnew))
  })

  test('takes none of the others’ requests with it', async () => {
    const pids = await workersOf(world)
    const load = startLoad(12, ask)
    await load.more(50)
    const replaced = replace(pids[1] ?? 0)
    await load.more(200)
    await replaced
    const { lost } = await load.stop()
    // Those that were in its hands, and in the queue of its listener.
    expect(lost).toBeLessThanOrEqual(12)
  })
})

describe('the end', () => {
  const streams = async (own: World, count: number) => {
    const release = Promise.withResolvers<void>()
    own.provider.answerNext(
      ...Array.from(
        { length: count },
        () => async (_request: unknown, reply: import('../support/wire/wire-reply.ts').WireReply) => {
          await reply.stream(200, [])
          await reply.write('begin ')
          await release.promise
          await reply.write('end')
          await reply.end()
        },
      ),
    )
    const responses = await Promise.all(
      Array.from({ length: count }, () => post(`${own.at('echo')}/x`, chat('hello there'))),
    )
    return { release: release.resolve, bodies: responses.map((response) => response.text()) }
  }

  test('drains all workers: streams end whole, and no process is left', async () => {
    await using own = await startWorld(CONFIG)
    const pids = await workersOf(own)
    const { release, bodies } = await streams(own, 9)
    process.kill(own.proxy.pid, 'SIGTERM')
    await own.proxy.logged(({ msg }) => msg === 'draining')
    expect((await fetch(`${own.proxy.adminUrl}/readyz`)).status).toBe(503)
    release()
    expect(await Promise.all(bodies)).toEqual(Array(9).fill('begin end'))
    expect(await own.proxy.exited).toBe(0)
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  })

  test('is at once with a second signal', async () => {
    await using own = await startWorld(CONFIG)
    const { bodies } = await streams(own, 6)
    const ended = Promise.allSettled(bodies)
    process.kill(own.proxy.pid, 'SIGTERM')
    await own.proxy.logged(({ msg }) => msg === 'draining')
    process.kill(own.proxy.pid, 'SIGTERM')
    expect(await own.proxy.exited).toBe(143)
    expect((await ended).map(({ status }) => status)).toEqual(Array(6).fill('rejected'))
    expect(own.proxy.logs.at(-1)).toMatchObject({ msg: 'stopped', cut: 6 })
  })

  test('is at once with a second signal, also of a worker that is stuck', async () => {
    await using own = await startWorld(CONFIG)
    const pids = await workersOf(own)
    process.kill(pids[1]!, 'SIGSTOP')
    process.kill(own.proxy.pid, 'SIGTERM')
    await own.proxy.logged(({ msg }) => msg === 'draining')
    process.kill(own.proxy.pid, 'SIGTERM')
    expect(await own.proxy.exited).toBe(143)
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  })

  test('of the supervisor by force is the end of the workers', async () => {
    await using own = await startWorld(CONFIG)
    const pids = await workersOf(own)
    process.kill(own.proxy.pid, 'SIGKILL')
    const isThere = (pid: number) => {
      try {
        process.kill(pid, 0)
        return true
      } catch {
        return false
      }
    }
    while (pids.some(isThere)) await Bun.sleep(20)
  })
})

test('without Redis all workers together keep to a limit', async () => {
  await using limited = await startWorld({
    ...CONFIG,
    limits: { rules: [{ name: 'all', requests: 30, window: '10m' }] },
  })
  const statuses = await Promise.all(
    Array.from({ length: 120 }, async () => {
      const response = await fetch(`${limited.at('echo')}/x`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(chat('hello there')),
        keepalive: false,
      })
      await response.text()
      return response.status
    }),
  )
  const through = statuses.filter((status) => status === 200).length
  expect(through).toBeLessThanOrEqual(30)
  // The share of one at least.
  expect(through).toBeGreaterThanOrEqual(10)
})
