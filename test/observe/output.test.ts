/** Lines to a reader that may have stopped or gone: bounded memory, no fault, no waiting. */

import { afterAll, expect, test } from 'bun:test'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { createOutput } from '../../src/observe/output.ts'
import { mountSmallDisk } from '../support/small-disk.ts'

/** A reader that takes nothing until it is told to. */
function slowReader() {
  const taken: string[] = []
  let free: (() => void) | undefined
  const stream = new Writable({
    highWaterMark: 1,
    write(chunk: Buffer, _encoding, callback) {
      taken.push(String(chunk))
      if (free === undefined) callback()
      else waiting.push(callback)
    },
  })
  const waiting: (() => void)[] = []
  return {
    stream,
    taken,
    stop: () => {
      free = () => {}
    },
    resume() {
      free = undefined
      for (const callback of waiting.splice(0)) callback()
    },
  }
}

test('lines are written in order', async () => {
  const { stream, taken } = slowReader()
  const output = createOutput(stream)
  for (const line of ['a\n', 'b\n', 'c\n']) output.write(line)
  await output.flush(1000)
  expect(taken.join('')).toBe('a\nb\nc\n')
  expect(output.dropped()).toBe(0)
})

test('a reader that has stopped costs lines, not memory', () => {
  const { stream, stop } = slowReader()
  const output = createOutput(stream, 1000)
  stop()
  const line = `${'x'.repeat(99)}\n`
  for (let i = 0; i < 100_000; i++) output.write(line)
  expect(stream.writableLength).toBeLessThanOrEqual(1000 + 2 * line.length)
  expect(output.dropped()).toBeWithin(99_900, 100_000)
})

test('a reader that comes back gets what waited and what follows', async () => {
  const { stream, taken, stop, resume } = slowReader()
  const output = createOutput(stream, 20)
  stop()
  for (const line of ['first line\n', 'second line\n', 'third line\n']) output.write(line)
  expect(output.dropped()).toBe(1)
  resume()
  output.write('later\n')
  await output.flush(1000)
  expect(taken.join('')).toBe('first line\nsecond line\nlater\n')
})

test('a flush does not wait for a reader that has stopped longer than told', async () => {
  const { stream, stop } = slowReader()
  const output = createOutput(stream)
  stop()
  output.write('x')
  const begin = performance.now()
  await output.flush(50)
  expect(performance.now() - begin).toBeWithin(40, 500)
})

test('a reader that has gone (EPIPE) ends nothing; lines are counted as dropped', async () => {
  const stream = new Writable({
    write: (_chunk, _encoding, callback) =>
      callback(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
  })
  const output = createOutput(stream)
  output.write('a\n')
  await new Promise((resolve) => stream.once('close', resolve))
  output.write('b\n')
  await output.flush(1000)
  expect(output.dropped()).toBe(2)
})

test('a real socket whose peer has gone', async () => {
  const accepted = Promise.withResolvers<Socket>()
  const server = createServer((socket) => accepted.resolve(socket)).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  const socket = connect(typeof address === 'object' && address ? address.port : 0, '127.0.0.1')
  const peer = await accepted.promise
  const output = createOutput(socket, 10_000)
  peer.resetAndDestroy()
  while (output.dropped() === 0) {
    output.write('x'.repeat(1000))
    await Bun.sleep(1)
  }
  await output.flush(100)
  server.close()
})

test.each([
  ['has stopped', 'while [ ! -e "$2" ]; do sleep 0.05; done'],
  ['has gone', 'true'],
])('standard output whose reader %s does not hold up the process', async (_name, reader) => {
  const folder = await mkdtemp(join(tmpdir(), 'lockllm-proxy-output-'))
  const script = `
    import { createOutput } from '${import.meta.dir}/../../src/observe/output.ts'
    const output = createOutput(process.stdout, 100_000)
    for (let i = 0; i < 50_000; i++) {
      output.write('x'.repeat(99) + '\\n')
      if (i % 1000 === 0) await Bun.sleep(0)
    }
    await output.flush(100)
    process.stderr.write(String(output.dropped()))
    process.exit(0)
  `
  try {
    const pipe = `{ "$0" -e "$1"; echo > "$2"; } | { ${reader}; }`
    const child = Bun.spawn(['sh', '-c', pipe, process.execPath, script, join(folder, 'done')], {
      stderr: 'pipe',
    })
    expect(Number(await new Response(child.stderr).text())).toBeGreaterThan(10_000)
  } finally {
    await rm(folder, { recursive: true })
  }
})

const disk = await mountSmallDisk('256k')
afterAll(() => disk?.[Symbol.asyncDispose]())

test.skipIf(!disk)(
  'a file on a disk that is full for a while gets what follows, and what it lost is counted',
  async () => {
    const path = join(disk?.folder ?? '', 'log')
    const script = `
    import { createOutput } from '${import.meta.dir}/../../src/observe/output.ts'
    const output = createOutput(process.stdout)
    let lines = 0
    for await (const word of console) {
      if (word === '') break
      for (let i = 0; i < 100; i++) output.write(JSON.stringify({ word, line: lines++, text: 'x'.repeat(99) }) + '\\n')
      await output.flush(1000)
      process.stderr.write(lines + ' ' + output.dropped() + '\\n')
    }
  `
    const child = Bun.spawn([process.execPath, '-e', script], {
      stdin: 'pipe',
      stdout: Bun.file(path),
      stderr: 'pipe',
    })
    const answers = child.stderr.pipeThrough(new TextDecoderStream()).getReader()
    /** How many lines were written, and how many of them are lost. */
    const write = async (word: string): Promise<number[]> => {
      child.stdin.write(`${word}\n`)
      return String((await answers.read()).value)
        .split(' ')
        .map(Number)
    }
    expect(await write('before')).toEqual([100, 0])
    await disk?.fill()
    const [, lost = 0] = await write('full')
    expect(lost).toBeGreaterThan(0)
    await disk?.free()
    expect(await write('after')).toEqual([300, lost])
    child.stdin.end()
    await child.exited
    const pieces = (await Bun.file(path).text()).split('\n').filter((line) => line !== '')
    const whole = pieces
      .filter((line) => line.startsWith('{') && line.endsWith('}'))
      .map((line) => JSON.parse(line))
    expect(whole.filter(({ word }) => word === 'after')).toHaveLength(100)
    expect(whole).toHaveLength(300 - lost)
    // One at most is cut off.
    expect(pieces.length - whole.length).toBeWithin(0, 2)
  },
)
