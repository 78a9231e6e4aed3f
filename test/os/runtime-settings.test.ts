/** The runtime's cap on simultaneous fetches, and how a process gets rid of it. */

import { describe, expect, test } from 'bun:test'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const source = join(import.meta.dir, '../../src/os/runtime-settings.ts')
const VARIABLE = 'BUN_CONFIG_MAX_HTTP_REQUESTS'

async function run(script: string, env: Record<string, string> = {}, args: readonly string[] = []) {
  const folder = await mkdtemp(join(tmpdir(), 'lockllm-proxy-cap-'))
  try {
    const file = join(folder, 'script.ts')
    await writeFile(file, script)
    const child = Bun.spawn([process.execPath, file, ...args], {
      env: { PATH: process.env.PATH ?? '', HOME: folder, ...env },
      stdout: 'pipe',
      stderr: 'inherit',
    })
    const text = await new Response(child.stdout).text()
    return { pid: child.pid, exit: await child.exited, text }
  } finally {
    await rm(folder, { recursive: true })
  }
}

describe('applyRuntimeSettings', () => {
  const script = `
    import { applyRuntimeSettings } from ${JSON.stringify(source)}
    applyRuntimeSettings()
    console.log(JSON.stringify({ pid: process.pid, cap: process.env.${VARIABLE}, purge: process.env.MIMALLOC_PURGE_DELAY, args: process.argv.slice(2) }))
  `
  test('sets the variables in the same process, arguments kept', async () => {
    const { pid, text } = await run(script, {}, ['serve', '--config', 'a b.toml'])
    expect(JSON.parse(text)).toEqual({
      pid,
      cap: '65535',
      purge: '1000',
      args: ['serve', '--config', 'a b.toml'],
    })
  })

  test.each([
    [VARIABLE, '1000', { cap: '1000' }],
    ['MIMALLOC_PURGE_DELAY', '0', { cap: '65535', purge: '0' }],
  ] as const)('leaves a value of the user alone: %s=%s', async (name, value, expected) => {
    const { text } = await run(script, { [name]: value })
    expect(JSON.parse(text)).toMatchObject(expected)
  })

  test('300 requests are under way at once', async () => {
    const { text } = await run(`
      import { applyRuntimeSettings } from ${JSON.stringify(source)}
      applyRuntimeSettings()
      let most = 0
      const all = Promise.withResolvers()
      const server = Bun.serve({ hostname: '127.0.0.1', port: 0, async fetch() {
        if (++most === 300) all.resolve()
        await Promise.race([all.promise, Bun.sleep(3000)])
        return new Response()
      } })
      await Promise.all(Array.from({ length: 300 }, async () => (await fetch(server.url)).text()))
      console.log(most)
      await Promise.race([all.promise.then(() => console.log('together')), Bun.sleep(0)])
      process.exit(0)
    `)
    expect(text).toContain('together')
  })
})

test('warmUpFetch ends, whatever egress proxy is set', async () => {
  const script = `
    import { warmUpFetch } from ${JSON.stringify(source)}
    await warmUpFetch()
    console.log('warm')
  `
  const { text, exit } = await run(script, {
    HTTP_PROXY: 'http://127.0.0.1:1',
    http_proxy: 'http://127.0.0.1:1',
  })
  expect([text, exit]).toEqual(['warm\n', 0])
})
