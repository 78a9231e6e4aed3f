/** The files of `examples/` that are released. */

import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** What whoever has tried examples/compose has there of his own, see its .gitignore. */
const PRIVATE = /^compose\/(lockllm-proxy$|clients\.toml$|secrets\/)/

/** @returns paths below `examples/` */
export const exampleFiles = (root: string): string[] =>
  readdirSync(join(root, 'examples'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(join(root, 'examples/').length))
    .filter((path) => !PRIVATE.test(path))
    .sort()
