/** `cert`: a self-signed certificate and its key. It never overwrites. */

import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { fileProblem } from '../config/file-problem.ts'
import { selfSigned } from '../tls/self-signed.ts'
import { type Args, type Command, EXIT, UsageError } from './command.ts'
import { print, printError } from './output.ts'

const DEFAULT_DAYS = 365
/** RFC 1123 names, with a wildcard at most in front; IP addresses are made of the same characters and colons. */
const NAME = /^(\*\.)?[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9])?$|^[0-9A-Fa-f:.]+$/

export const certCommand: Command = {
  name: 'cert',
  summary:
    'Writes a self-signed certificate (cert.pem) and its key (key.pem) into a folder. Never overwrites. ' +
    'Clients have to be given the certificate.',
  usage: '[--days N] [--dry-run] [--out FOLDER] [NAME]...',
  options: {
    out: { type: 'string', placeholder: 'FOLDER', description: 'where to (the working directory)' },
    days: { type: 'string', placeholder: 'N', description: `how long it is good (${DEFAULT_DAYS})` },
    'dry-run': { type: 'boolean', description: 'says what would be written' },
  },
  maxPositionals: 100,
  run,
}

/** Names under which this host is reached when nobody says any. */
export const defaultNames = (): string[] => [...new Set([hostname(), 'localhost', '127.0.0.1', '::1'])]

async function run(args: Args): Promise<number> {
  const names = args.positionals.length > 0 ? args.positionals : defaultNames()
  const wrong = names.find((name) => !NAME.test(name))
  if (wrong !== undefined) throw new UsageError(`${JSON.stringify(wrong)} is no host name and no IP address`)
  const days = Number(args.text('days') ?? DEFAULT_DAYS)
  if (!Number.isInteger(days) || days < 1 || days > 36_500) throw new UsageError('--days takes 1 to 36500')
  const folder = args.text('out') ?? '.'
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  const there = [cert, key].find((file) => existsSync(file))
  if (there !== undefined) {
    await printError(`lockllm-proxy cert: ${there} is there already\n`)
    return EXIT.failed
  }
  const what = `${cert} and ${key} for ${names.join(', ')}, ${days} days`
  if (args.flag('dry-run')) {
    await print(`would write ${what}\n`)
    return EXIT.ok
  }
  try {
    mkdirSync(folder, { recursive: true, mode: 0o750 })
    writeCertificate(cert, key, names, days)
  } catch (error) {
    await printError(`lockllm-proxy cert: ${fileProblem('write', folder, error)}\n`)
    return EXIT.failed
  }
  await print(`wrote ${what}\n`)
  return EXIT.ok
}

/** Both files or none. @param keyMode the key is for its owner, or for the group of the service too */
export function writeCertificate(
  cert: string,
  key: string,
  names: readonly string[],
  days: number,
  keyMode = 0o600,
): void {
  const made = selfSigned({ names, days })
  writeFileSync(key, made.key, { flag: 'wx', mode: keyMode })
  chmodSync(key, keyMode)
  try {
    writeFileSync(cert, made.certificate, { flag: 'wx', mode: 0o644 })
  } catch (error) {
    rmSync(key)
    throw error
  }
}
