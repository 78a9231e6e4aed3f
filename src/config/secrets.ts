/**
 * Resolves the secrets of a decoded configuration and the variables of its texts, each once. No message holds a secret,
 * nor a part of one.
 */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileProblem } from './file-problem.ts'
import type { Path } from './problem.ts'
import type { Finding } from './rules.ts'
import { Secret } from './secret.ts'
import { VariableText } from './variables.ts'

export type Env = Readonly<Record<string, string | undefined>>

/** Resolves every `Secret` and `VariableText` below `value` in place. @returns one error for each that cannot be */
export function resolveSecrets(value: unknown, env: Env, path: Path = []): Finding[] {
  if (value instanceof Secret || value instanceof VariableText) {
    try {
      if (value instanceof Secret) value.resolve(readSecret(value.reference, env))
      else value.resolve((name) => readVariable(name, env))
      return []
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      return [{ severity: 'error', path, message: error.message }]
    }
  }
  if (typeof value !== 'object' || value === null) return []
  const steps = Array.isArray(value) ? value.entries() : Object.entries(value)
  return [...steps].flatMap(([step, child]) => resolveSecrets(child, env, [...path, step]))
}

function readSecret(reference: string, env: Env): string {
  const [, kind, name = ''] = /^(env|file|credential):(.*)$/s.exec(reference) ?? []
  const read = kind === undefined ? undefined : READERS[kind]
  return checkHeaderSafe(read ? read(name, env) : literal(reference), kind)
}

const READERS: Readonly<Record<string, (name: string, env: Env) => string>> = {
  env: readVariable,

  file(name) {
    if (name === '') throw new RangeError('after "file:" goes the path of a file')
    return readFile(name)
  },

  /** systemd.exec(5), LoadCredential=. */
  credential(name, env) {
    if (name === '' || name.includes('/') || name === '.' || name === '..') {
      throw new RangeError('after "credential:" goes the name of a systemd credential, without a slash')
    }
    const folder = env.CREDENTIALS_DIRECTORY
    if (!folder) {
      throw new RangeError(
        `$CREDENTIALS_DIRECTORY is not set: start as a systemd unit with LoadCredential=${name}:/path`,
      )
    }
    return readFile(join(folder, name))
  },
}

function readVariable(name: string, env: Env): string {
  if (!/^[A-Za-z_]\w*$/.test(name)) throw new RangeError('after "env:" goes the name of a variable')
  const value = env[name]
  if (value === undefined) throw new RangeError(`the environment variable ${name} is not set`)
  if (value === '') throw new RangeError(`the environment variable ${name} is empty`)
  return value
}

function readFile(file: string): string {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new RangeError(fileProblem('read', file, error))
  }
  const value = text.replace(/[\r\n]+$/, '')
  if (value === '') throw new RangeError(`the file ${JSON.stringify(file)} is empty`)
  return value
}

function literal(reference: string): string {
  if (/^\$(\w+|\{\w+\})$/.test(reference)) {
    throw new RangeError('looks like a shell variable, which is not expanded here; write "env:NAME"')
  }
  return reference
}

/** Every secret travels in a header, so it is printable ASCII (RFC 9110, 5.5). */
function checkHeaderSafe(value: string, kind: string | undefined): string {
  if (/^[\x21-\x7e]+( +[\x21-\x7e]+)*$/.test(value)) return value
  const source = kind === undefined ? 'the secret' : `what "${kind}:" points to`
  throw new RangeError(
    `${source} is not a key: it holds spaces at an end, line breaks or characters that are not ASCII`,
  )
}
