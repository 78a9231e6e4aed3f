/** A writer that is killed at random moments: the chain verifies, and no record is lost that was acknowledged. */

import { afterAll, describe, expect, test } from 'bun:test'
import { mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { linesOf, numbersOf, verify } from './audit-scene.ts'

const folder = await mkdtemp(join(tmpdir(), 'lockllm-proxy-crash-'))
afterAll(() => rm(folder, { recursive: true, force: true }))
const WRITER = join(import.meta.dir, 'crash-process.ts')
const KILLS = 25

/** Starts a writer, kills it within a few milliseconds of its first acknowledgement. @returns the last record acknowledged */
async function writeAndKill(path: string, from: number): Promise<number> {
  const child = Bun.spawn([process.execPath, WRITER, path, String(from)], {
    stdout: 'pipe',
    stderr: 'inherit',
  })
  const delay = Math.random() * 30
  let killing = false
  let text = ''
  const decoder = new TextDecoder()
  for await (const bytes of child.stdout) {
    text += decoder.decode(bytes)
    if (!killing) setTimeout(() => child.kill('SIGKILL'), delay)
    killing = true
  }
  await child.exited
  // What follows the last line break may be half a number.
  return Math.max(from - 1, ...text.split('\n').slice(0, -1).map(Number))
}

describe('kill -9', () => {
  test.concurrent.each([1, 2, 3, 4])(
    `at ${KILLS} random moments, writer %d`,
    async (writer) => {
      const path = join(folder, `audit-${writer}`)
      const rotated: string[] = []
      const acknowledged: number[] = []
      let next = 0
      for (let kill = 0; kill < KILLS; kill++) {
        const last = await writeAndKill(path, next)
        for (let n = next; n <= last; n++) acknowledged.push(n)
        next = last + 100_000
        if (kill % 8 === 4) {
          const to = `${path}.${kill}`
          await rename(path, to)
          rotated.push(to)
        }
      }
      // One more start declares what the last kill has torn.
      await writeAndKill(path, next)
      await writeAndKill(path, next)
      const result = await verify(...rotated, path)
      if (result.problem?.message !== 'is cut off in the middle') expect(result.problem).toBeUndefined()
      expect(result.chains).toHaveLength(1)
      const numbers = numbersOf(await linesOf(...rotated, path))
      const kept = new Set(numbers)
      expect(acknowledged.filter((n) => !kept.has(n))).toEqual([])
      expect(acknowledged.length).toBeGreaterThan(KILLS)
    },
    60_000,
  )
})
