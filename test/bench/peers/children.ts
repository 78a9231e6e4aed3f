/** Processes and folders of a benchmark: none outlives it, whether it ends by itself, by a failure or by Ctrl-C. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const leftovers = new Set<() => void>()
process.on('exit', () => {
  for (const remove of leftovers) remove()
})
process.on('SIGINT', () => process.exit(130))
process.on('SIGTERM', () => process.exit(143))

/** @returns the child, which gets SIGTERM when this process ends before it */
export function owned<Child extends Bun.Subprocess>(child: Child): Child {
  const kill = () => child.kill('SIGTERM')
  leftovers.add(kill)
  void child.exited.then(() => leftovers.delete(kill))
  return child
}

/** A temporary folder until it is disposed. */
export function ownedFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'lockllm-proxy-bench-'))
  const remove = () => rmSync(path, { recursive: true, force: true })
  leftovers.add(remove)
  return {
    path,
    [Symbol.dispose]() {
      leftovers.delete(remove)
      remove()
    },
  }
}

/** A benchmark whose stub or peer has ended under it ends too. @returns to be called before it is meant to end */
export function outlived(name: string, child: Bun.Subprocess): () => void {
  let isMeant = false
  void child.exited.then((code) => {
    if (isMeant) return
    process.stderr.write(`${name} has ended by itself: ${child.signalCode ?? code}\n`)
    process.exit(1)
  })
  return () => {
    isMeant = true
  }
}
