/** This host: file descriptors, the environment, the disk under the audit log, and the units as they are installed. */

import { existsSync, readdirSync, readFileSync, statfsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Config } from '../config/schema.ts'
import { type Layout, SERVICE } from '../install/layout.ts'
import { unitFiles } from '../install/units.ts'
import { type Diagnosis, fail, ok, warn } from './check.ts'

/** Two for each of 8,000 streams, and some. */
const ENOUGH_FILES = 16_384
const LOW_DISK_BYTES = 256 * 1024 * 1024

/** @param pid of the service; undefined when it does not run */
export function checkFiles(pid: number | undefined): Diagnosis {
  const [subject, of] = ['file limit', pid === undefined ? 'of this shell' : 'of the service']
  let limits: string
  try {
    limits = readFileSync(`/proc/${pid ?? 'self'}/limits`, 'utf8')
  } catch {
    return warn(subject, `${of} cannot be read`, 'run this as root')
  }
  const [, soft = '0', hard = '0'] = /^Max open files\s+(\d+|unlimited)\s+(\d+|unlimited)/m.exec(limits) ?? []
  // The runtime raises the soft limit to the hard one by itself.
  const most = hard === 'unlimited' ? Number.POSITIVE_INFINITY : Number(hard)
  return most >= ENOUGH_FILES
    ? ok(subject, `${of}: ${soft} (${hard})`)
    : warn(
        subject,
        `${of}: ${hard}, enough for ${Math.floor(most / 2)} streams`,
        'LimitNOFILE= in the unit, or ulimit -n',
      )
}

export function checkEnvironment(env: Readonly<Record<string, string | undefined>>): Diagnosis {
  const proxies = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'].filter((name) => env[name])
  return proxies.length > 0
    ? warn(
        'environment',
        `${proxies.join(', ')} is set here`,
        'the service sees it only if its unit says so too',
      )
    : ok('environment', 'no egress proxy')
}

export function checkAudit({ audit }: Config): Diagnosis {
  const subject = 'audit'
  if (audit.path === 'off') return warn(subject, 'off', 'set audit.path')
  if (audit.path === 'stdout') return ok(subject, 'goes to stdout')
  const folder = existsSync(audit.path) ? audit.path : dirname(audit.path)
  const { bavail, bsize } = statfsSync(folder)
  const free = bavail * bsize
  const text = `${audit.path}, ${Math.floor(free / 1024 / 1024)} MiB free`
  if (free > LOW_DISK_BYTES) return ok(subject, text)
  const effect = audit.on_error === 'block' ? 'requests are refused' : 'lines are lost'
  return fail(subject, text, `make room, or rotate sooner: when it is full, ${effect}`)
}

export function checkUnits(layout: Layout): Diagnosis[] {
  return unitFiles(layout)
    .filter(({ name }) => name === SERVICE)
    .map(({ name, text }) => {
      const subject = `unit ${name}`
      const packaged = join('/usr/lib/systemd/system', name)
      const own = join(layout.unitFolder, name)
      const dropIns = dropInsOf(`${own}.d`)
      const and = dropIns.length > 0 ? `, with ${dropIns.join(', ')}` : ''
      if (!existsSync(own)) {
        return existsSync(packaged)
          ? ok(subject, `of the package${and}`)
          : warn(subject, 'not installed', 'lockllm-proxy install, where systemd is to run it')
      }
      return readFileSync(own, 'utf8') === text()
        ? ok(subject, `as this version has it${and}`)
        : warn(
            subject,
            `${own} differs from what this version has${and}`,
            'lockllm-proxy install; keep changes in drop-ins',
          )
    })
}

const dropInsOf = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.conf')) : []
