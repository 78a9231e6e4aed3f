/** The file behind the audit log: whole lines in order, no waiting, and what happens when it cannot be written. */

import { afterAll, describe, expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAudit } from '../../src/observe/audit-file.ts'
import { createLog } from '../../src/observe/log.ts'
import type { Output } from '../../src/observe/output.ts'
import { rejection } from '../support/client.ts'

const folder = await mkdtemp(join(tmpdir(), 'lockllm-proxy-audit-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const lines = (count: number) => Array.from({ length: count }, (_, index) => `{"line":${index}}\n`)

function recorder() {
  const written: string[] = []
  const output: Output = { write: (line) => void written.push(line), dropped: () => 7, flush: async () => {} }
  return { written, output, log: createLog({ level: 'info', format: 'json', isTerminal: false, output }) }
}

const openFile = async (path: string) => {
  const { output, log, written } = recorder()
  return { file: await openAudit(path, log, output), logged: written }
}

test('lines are there after a flush, in order', async () => {
  const path = join(folder, 'order')
  const { file } = await openFile(path)
  const all = lines(5000)
  for (const line of all.slice(0, 2500)) file.write(line)
  await file.flush(5000)
  for (const line of all.slice(2500)) file.write(line)
  await file.close()
  expect(await readFile(path, 'utf8')).toBe(all.join(''))
  expect(file.dropped()).toBe(0)
})

test('an existing file is appended to; a new one is not readable by others', async () => {
  const path = join(folder, 'existing')
  await writeFile(path, 'before\n')
  const { file } = await openFile(path)
  file.write('after\n')
  await file.close()
  expect(await readFile(path, 'utf8')).toBe('before\nafter\n')
  const fresh = join(folder, 'fresh')
  await (await openFile(fresh)).file.close()
  expect((await stat(fresh)).mode & 0o007).toBe(0)
})

describe.skipIf(!existsSync('/dev/full'))('a file that cannot be written', () => {
  // In a process of its own: whatever waits in vain must not outlive the test.
  const inProcess = async (body: string) => {
    const script = `
      import { openAudit } from '${import.meta.dir}/../../src/observe/audit-file.ts'
      import { createLog } from '${import.meta.dir}/../../src/observe/log.ts'
      const output = { write: (line) => process.stdout.write(line), dropped: () => 0, flush: async () => {} }
      const log = createLog({ level: 'info', format: 'json', isTerminal: false, output })
      const file = await openAudit('/dev/full', log, output)
      ${body}
    `
    const child = Bun.spawn([process.execPath, '-e', script], { stdout: 'pipe', stderr: 'inherit' })
    const timer = setTimeout(() => child.kill(), 9000)
    const text = await new Response(child.stdout).text()
    const exit = await child.exited
    clearTimeout(timer)
    return { exit, text }
  }

  test('is reported once; lines wait up to a bound, the rest is counted', async () => {
    const { text } = await inProcess(`
      const line = 'x'.repeat(1 << 20)
      for (let i = 0; i < 80; i++) file.write(line)
      await Bun.sleep(1300)
      process.stdout.write(JSON.stringify({ dropped: file.dropped() }))
      process.exit(0)
    `)
    const [failure, state] = text.split('\n').map((line) => JSON.parse(line))
    expect(failure).toMatchObject({ level: 'error', path: '/dev/full', reason: 'Error ENOSPC' })
    expect(state).toEqual({ dropped: 16 })
  })

  test('does not keep a process that has closed it', async () => {
    const { exit } = await inProcess(`
      file.write('x')
      await file.flush(10)
      await file.close()
    `)
    expect(exit).toBe(0)
  }, 10_000)
})

describe('audit.path', () => {
  test('"off" writes nothing', async () => {
    const { output, log, written } = recorder()
    const audit = await openAudit('off', log, output)
    audit.write('x\n')
    await audit.close()
    expect([written, audit.dropped()]).toEqual([[], 0])
  })

  test('"stdout" writes to the output and counts with it', async () => {
    const { output, log, written } = recorder()
    const audit = await openAudit('stdout', log, output)
    audit.write('x\n')
    await audit.close()
    expect([written, audit.dropped()]).toEqual([['x\n'], 7])
  })

  test.each([
    ['a folder', ''],
    ['a folder that is not there', 'no/such/folder/audit'],
  ])('%s is an error for people', async (_name, path) => {
    const { output, log } = recorder()
    const error = await rejection(openAudit(join(folder, path), log, output))
    expect(String(error)).toMatch(/cannot open audit\.path .*: Error (EISDIR|ENOENT)/)
  })
})
