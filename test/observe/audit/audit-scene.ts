/** Parts of the audit tests: sinks on files of a test's own, with their log in the test's hands. */

import { readFile } from 'node:fs/promises'
import { lineHash } from '../../../src/observe/audit/chain.ts'
import { type AuditPolicy, type AuditSinkOptions, openAudit } from '../../../src/observe/audit/sink.ts'
import { verifyAudit } from '../../../src/observe/audit/verify.ts'
import { createLog } from '../../../src/observe/log.ts'
import type { Output } from '../../../src/observe/output.ts'

export const hash = lineHash(undefined)

function recorder() {
  const written: string[] = []
  const output: Output = { write: (line) => void written.push(line), dropped: () => 7, flush: async () => {} }
  return { written, output, log: createLog({ level: 'info', format: 'json', isTerminal: false, output }) }
}

/** A sink whose records are all kept under one policy. */
export async function openSink(path: string, more: Partial<AuditSinkOptions & AuditPolicy> = {}) {
  const { fsync = 'never', onError = 'allow', ...options } = more
  const { output, log, written } = recorder()
  const opened = await openAudit({ path, hash, identity: { pid: 1 }, log, output, ...options })
  const sink = { ...opened, record: (text: string) => opened.record(text, { fsync, onError }) }
  return { sink, logged: written }
}

type Sink = Awaited<ReturnType<typeof openSink>>['sink']

export const record = (n: number) => JSON.stringify({ time: new Date().toISOString(), event: 'blocked', n })

/** Gives a sink records that nobody waits for. */
export function give(sink: Sink, ...numbers: readonly number[]): void {
  for (const n of numbers) sink.record(record(n))?.catch(() => {})
}

export interface Line {
  readonly seq: number
  readonly event: string
  readonly n?: number
  readonly [member: string]: unknown
}

/** The lines that can be read. */
export async function linesOf(...paths: string[]): Promise<Line[]> {
  const texts = await Promise.all(paths.map((path) => readFile(path, 'utf8')))
  return texts.flatMap((text) => text.split('\n')).flatMap(parse)
}

function parse(line: string): Line[] {
  try {
    return [JSON.parse(line) as Line]
  } catch {
    return []
  }
}

export const numbersOf = (lines: readonly Line[]): number[] =>
  lines.flatMap(({ n }) => (n === undefined ? [] : [n]))

export const verify = (...files: string[]) => verifyAudit(files, { hash })
