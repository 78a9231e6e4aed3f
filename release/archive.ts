/** The archive of one target: binary, units, example configuration, licences. Equal inputs give equal bytes. */

import { chmodSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { configTemplate } from '../src/config/template.ts'
import { exampleFiles } from './examples.ts'

export interface Release {
  /** Of the project. */
  readonly root: string
  readonly version: string
  /** Seconds since the epoch that all files get. */
  readonly epoch: number
  readonly licences: string
}

/** @param binary the executable of the target @returns the archive's path */
export async function makeArchive(
  release: Release,
  target: string,
  binary: string,
  folder: string,
): Promise<string> {
  const name = `lockllm-proxy-${release.version}-${target}`
  const tree = join(folder, name)
  rmSync(tree, { recursive: true, force: true })
  layOut(release, binary, tree)
  const archive = join(folder, `${name}.tar.gz`)
  await run(
    [
      'tar',
      '--create',
      '--format=gnu',
      '--sort=name',
      `--mtime=@${release.epoch}`,
      '--owner=0',
      '--group=0',
      '--numeric-owner',
      '--mode=u+rwX,go+rX,go-w',
      '--use-compress-program=gzip -n -6',
      `--file=${archive}`,
      `--directory=${folder}`,
      name,
    ],
    {},
  )
  rmSync(tree, { recursive: true })
  return archive
}

function layOut({ root, licences }: Release, binary: string, tree: string): void {
  mkdirSync(tree, { recursive: true })
  cpSync(binary, join(tree, 'lockllm-proxy'))
  chmodSync(join(tree, 'lockllm-proxy'), 0o755)
  cpSync(join(root, 'systemd'), join(tree, 'systemd'), { recursive: true })
  for (const file of ['README.md', 'LICENSE']) cpSync(join(root, file), join(tree, file))
  for (const file of exampleFiles(root)) cpSync(join(root, 'examples', file), join(tree, 'examples', file))
  writeFileSync(join(tree, 'THIRD-PARTY-LICENSES.txt'), licences)
  writeFileSync(join(tree, 'lockllm-proxy.example.toml'), configTemplate())
}

/** @throws {Error} with what the program said */
export async function run(command: readonly string[], env: Readonly<Record<string, string>>): Promise<void> {
  const child = Bun.spawn([...command], {
    env: { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC', ...env },
    stdout: 'ignore',
    stderr: 'pipe',
  })
  const [code, stderr] = await Promise.all([child.exited, child.stderr.text()])
  if (code !== 0) throw new Error(`${command[0]} failed (${code})\n${stderr}`)
}
