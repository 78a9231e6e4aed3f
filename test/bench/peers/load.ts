/** A load of equal or of ever new requests, by wrk. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
  const folder = await mkdtemp(join(tmpdir(), 'lockllm-proxy-load-'))
  try {
    const bodyFile = join(folder, 'body')
    await writeFile(bodyFile, options.body)
    const file = join(folder, 'load.lua')
    await writeFile(file, script(bodyFile, options))
    const { connections, seconds, endpoint } = options
    const arguments_ = [
      '-t1',
      `-c${connections}`,
      `-d${seconds}s`,
      '--timeout',
      '20s',
      '-s',
      file,
      endpoint.url,
    ]
    const child = Bun.spawn(['wrk', ...arguments_], { stdout: 'pipe', stderr: 'pipe' })
    const text = await child.stdout.text()
    const line = text.split('\n').find((candidate) => candidate.startsWith('RESULT '))
    if (!line) throw new Error(`wrk: ${text}${await child.stderr.text()}`)
    return JSON.parse(line.slice('RESULT '.length))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
