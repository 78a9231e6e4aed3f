/** Files of a test's own, which go away with it. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Folder extends Disposable {
  readonly path: string
  /** @returns the path of the file */
  write(name: string, content: string | Uint8Array): string
}

export function temporaryFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'lockllm-proxy-test-'))
  return {
    path,
    write(name, content) {
      const file = join(path, name)
      writeFileSync(file, content)
      return file
    },
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  }
}
