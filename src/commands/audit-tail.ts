/** Audit lines for people: one row for each, the newest last; and those that come later. */

import { open, stat } from 'node:fs/promises'
import { readLines } from '../observe/audit/lines.ts'
import { print } from './output.ts'

const POLL_MS = 250
const LINE_BREAK = '\n'

/** @param json whether lines are shown as they are @throws what reading throws */
export async function tailFile(path: string, count: number, json: boolean): Promise<void> {
  let last: string[] = []
  for await (const { bytes } of readLines(path)) {
    last.push(bytes.toString())
    // Trimmed now and then, not for each line.
    if (last.length > 2 * count + 1000) last = last.slice(-count)
  }
  const rows = count === 0 ? [] : last.slice(-count)
  await print(rows.map((line) => row(line, json)).join(''))
}

/** Does not return: shows what is appended to the file, and to the one that takes its place. */
export async function followFile(path: string, json: boolean): Promise<never> {
  let from = (await stat(path)).size
  let file = await open(path, 'r')
  let rest = ''
  const decoder = new TextDecoder()
  for (;;) {
    const buffer = Buffer.alloc(64 * 1024)
    const { bytesRead } = await file.read(buffer, 0, buffer.byteLength, from)
    if (bytesRead > 0) {
      from += bytesRead
      const lines = (rest + decoder.decode(buffer.subarray(0, bytesRead), { stream: true })).split(LINE_BREAK)
      rest = lines.pop() ?? ''
      await print(lines.map((line) => row(line, json)).join(''))
      continue
    }
    await Bun.sleep(POLL_MS)
    const there = await stat(path).catch(() => undefined)
    const { ino, size } = await file.stat()
    const isReplaced = there !== undefined && there.ino !== ino
    if (!isReplaced && size >= from) continue
    if (isReplaced) {
      await file.close()
      file = await open(path, 'r')
    }
    from = 0
    rest = ''
  }
}

const row = (line: string, json: boolean): string => `${json ? line : (readable(line) ?? line)}\n`

interface AuditLine {
  readonly time?: string
  readonly event?: string
  readonly [member: string]: unknown
}

/** @returns undefined for what is no audit line */
function readable(line: string): string | undefined {
  const parsed = parseAuditLine(line)
  if (!parsed) return undefined
  const { time = '', event = '', segments, findings, ...rest } = parsed
  const places = Array.isArray(segments) ? segments.map(({ role, path }) => `${role}:${path}`).join(' ') : ''
  const members = ['seq', 'status', 'code', 'client', 'provider', 'model', 'scanner', 'injection'].map(
    (name) => (rest[name] === undefined ? '' : `${name}=${rest[name]}`),
  )
  const control = ['reason', 'unscanned_reason', 'records', 'version', 'pid', 'request_id'].map((name) =>
    rest[name] === undefined ? '' : `${name}=${rest[name]}`,
  )
  return [
    time,
    event.toUpperCase().padEnd(9),
    ...members,
    ...control,
    Array.isArray(findings) && findings.length > 1 ? `findings=${findings.join(',')}` : '',
    places,
  ]
    .filter((part) => part !== '')
    .join(' ')
}

export function parseAuditLine(line: string): AuditLine | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && 'event' in value ? (value as AuditLine) : undefined
  } catch {
    return undefined
  }
}
