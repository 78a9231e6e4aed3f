/** The files of `examples/`, as they are but for the paths, ports and names of the host that they speak of. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const EXAMPLES = join(import.meta.dir, '../../examples')

/**
 * @param path below `examples/`
 * @param substitutes each text of the file with what stands in its place
 * @throws {Error} when a text is not there: the test would try something else than the example
 */
export function example(path: string, substitutes: Readonly<Record<string, string>> = {}): string {
  let text = readFileSync(join(EXAMPLES, path), 'utf8')
  for (const [from, to] of Object.entries(substitutes)) {
    if (!text.includes(from)) throw new Error(`${path} does not say ${JSON.stringify(from)}`)
    text = text.replaceAll(from, to)
  }
  return text
}
