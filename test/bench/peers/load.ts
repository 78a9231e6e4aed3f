/** A load of equal or of ever new requests, by wrk. */

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { print } from '../../../src/commands/output.ts'
import { owned, ownedFolder } from './children.ts'
import type { Endpoint } from './peer.ts'

export interface Load {
  readonly endpoint: Endpoint
  readonly body: string
  /** Every request gets a text of its own, so that no verdict is known. */
  readonly isNew: boolean
  readonly connections: number
  readonly seconds: number
}

export interface LoadResult {
  readonly requests: number
  readonly seconds: number
  /** Connections that broke, time-outs and statuses of 400 and more. */
  readonly errors: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
  /** CPU time of wrk itself. */
  readonly cpuSeconds: number
}

/** Whether there is no wrk, which is told. */
export async function isWithoutWrk(): Promise<boolean> {
  const isMissing = !Bun.which('wrk')
  if (isMissing) await print('wrk is not installed: nothing measured\n')
  return isMissing
}

/** Stands in a body where a number goes. */
export const PLACEHOLDER = '@NUMBER@'

const script = (bodyFile: string, { endpoint, isNew }: Load) => `
local file = io.open(${JSON.stringify(bodyFile)}, 'rb')
local body = file:read('*a')
file:close()
local headers = {}
${Object.entries({ 'content-type': 'application/json', ...endpoint.headers })
  .map(([name, value]) => `headers[${JSON.stringify(name)}] = ${JSON.stringify(value)}`)
  .join('\n')}
local at, stop = string.find(body, '${PLACEHOLDER}', 1, true)
local before, after = string.sub(body, 1, at - 1), string.sub(body, stop + 1)
local number = os.time() * 1000
local same
function request()
  if not ${isNew} then
    same = same or wrk.format('POST', nil, headers, before .. '0' .. after)
    return same
  end
  number = number + 1
  return wrk.format('POST', nil, headers, before .. number .. after)
end
function done(summary, latency)
  local failed = summary.errors
  print(string.format('RESULT {"requests":%d,"seconds":%.6f,"errors":%d,"p50":%.3f,"p99":%.3f}', summary.requests,
    summary.duration / 1e6, failed.connect + failed.read + failed.write + failed.status + failed.timeout,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
`

export async function load(options: Load): Promise<LoadResult> {
  using folder = ownedFolder()
  const bodyFile = join(folder.path, 'body')
  await writeFile(bodyFile, options.body)
  const file = join(folder.path, 'load.lua')
  await writeFile(file, script(bodyFile, options))
  const { connections, seconds, endpoint } = options
  const child = owned(
    Bun.spawn(
      ['wrk', '-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '20s', '-s', file, endpoint.url],
      { stdout: 'pipe', stderr: 'pipe' },
    ),
  )
  const [text, errors] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited])
  const line = text.split('\n').find((candidate) => candidate.startsWith('RESULT '))
  if (!line) throw new Error(`wrk: ${text}${errors}`)
  const cpuSeconds = Number(child.resourceUsage()?.cpuTime.total ?? 0) / 1e6
  return { ...JSON.parse(line.slice('RESULT '.length)), cpuSeconds }
}
