/** `health` of the compiled binary: what a container's health check sees of a proxy that runs, drains, or is not there. */

import { expect, test } from 'bun:test'
import { temporaryFolder } from '../config/temporary.ts'
import { buildOnce } from '../support/build-once.ts'
import { chat, freshPrompt, post } from '../support/client.ts'
import { startWorld } from '../support/world.ts'

async function health(admin: string, env: Readonly<Record<string, string>> = {}) {
  using folder = temporaryFolder()
  const config = folder.write('config.toml', `admin.listen = "${admin}"\n`)
  const child = Bun.spawn([await buildOnce(), 'health', '--config', config], {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const [code, stdout, stderr] = await Promise.all([child.exited, child.stdout.text(), child.stderr.text()])
  return { code, stdout, stderr }
}

test('ready, by whatever address means this host and past an egress proxy; draining; gone', async () => {
  await using world = await startWorld({ admin: { listen: '0.0.0.0:0' } })
  const { port } = new URL(world.proxy.adminUrl)
  expect(await health(`0.0.0.0:${port}`)).toEqual({ code: 0, stdout: 'ready\n', stderr: '' })
  const nowhere = { HTTP_PROXY: 'http://127.0.0.1:1', http_proxy: 'http://127.0.0.1:1' }
  expect(await health(`127.0.0.1:${port}`, nowhere)).toMatchObject({ code: 0 })

  const held = Promise.withResolvers<void>()
  world.provider.answerNext(async (_request, reply) => {
    await held.promise
    await reply.json(200, {})
  })
  const answer = post(`${world.at('echo')}/slow`, chat(freshPrompt()))
  await world.provider.received()
  const stopped = world.proxy.stop()
  await world.proxy.logged((line) => line.msg === 'draining')
  expect(await health(`127.0.0.1:${port}`)).toMatchObject({ code: 1, stdout: 'draining\n' })
  held.resolve()
  await (await answer).text()
  await stopped

  const gone = await health(`127.0.0.1:${port}`)
  expect(gone).toMatchObject({ code: 2, stdout: '' })
  expect(gone.stderr).toContain(`no answer at 127.0.0.1:${port}`)
})

test('off: nobody can be asked', async () => {
  expect(await health('off')).toMatchObject({ code: 2 })
})
