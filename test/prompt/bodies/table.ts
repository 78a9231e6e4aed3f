/** All real request bodies of this folder, in the shapes that the vendors' references give, a file for each vendor. */

import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { EncodableBody } from './encode.ts'

export interface BodyCase extends EncodableBody {
  readonly name: string
  /** Path of the upstream URL. */
  readonly path: string
  readonly format: string
  /** Role and path of each text, in the order of the body; missing when the body is refused. */
  readonly segments?: readonly string[]
  /** Paths of what the provider reads and we cannot. */
  readonly references?: readonly string[]
  /** The error code of a body that is refused. */
  readonly error?: string
}

export interface NamedCase extends BodyCase {
  /** File and name, e.g. `openai: chat: system and user`. */
  readonly title: string
}

/** What stands for a credential of a third party in these bodies. */
export const CREDENTIAL = /third-?party-?key/

const parse = (file: string): BodyCase[] => JSON.parse(readFileSync(join(import.meta.dir, file), 'utf8'))

export const BODIES: readonly NamedCase[] = readdirSync(import.meta.dir)
  .filter((file) => file.endsWith('.json'))
  .toSorted()
  .flatMap((file) =>
    parse(file).map((body) => ({ ...body, title: `${basename(file, '.json')}: ${body.name}` })),
  )
