/** Where a field of a JSON body stands, as the configuration writes it. */

import { parsePointer } from './problem.ts'

/**
 * @param text names with dots between them (`metadata.team`), or a JSON Pointer (`/metadata/team.name`, RFC 6901)
 * @returns undefined for a path with an empty name
 */
export function parseFieldPath(text: string): readonly string[] | undefined {
  const path = text.startsWith('/') ? parsePointer(text) : text.split('.')
  return path.every((name) => name !== '') ? path : undefined
}
