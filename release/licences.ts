/** The licence texts of all that is compiled into the executable, from the packages that the bundler took. */

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

interface Manifest {
  readonly name: string
  readonly version: string
  readonly license?: string
}

/** The runtime is no package of the bundle. Its own licences are too many for this file; it says where they are. */
const RUNTIME = (version: string) => `bun ${version} (MIT)

The executable contains the Bun runtime, https://github.com/oven-sh/bun, MIT licence, copyright its authors.
Bun is linked with JavaScriptCore of WebKit (LGPL-2.0; source: https://github.com/oven-sh/webkit), TinyCC (LGPL-2.1),
BoringSSL, mimalloc, ICU, zlib-ng, zstd, brotli, libdeflate, c-ares, uSockets, uWebSockets, lsquic, simdutf, highway and
others under permissive licences. All of them, with links to their texts and sources, and how to link it with a changed
JavaScriptCore: https://github.com/oven-sh/bun/blob/bun-v${version}/LICENSE.md
The unchanged runtime is the npm package bun@${version}; this program's source and Makefile link it again.
`

/** @param root of the project @throws {Error} for a package without a licence text */
export async function licenceTexts(root: string): Promise<string> {
  const packages = await compiledPackages(root)
  const texts = packages.map((folder) => {
    const { name, version, license } = JSON.parse(
      readFileSync(join(folder, 'package.json'), 'utf8'),
    ) as Manifest
    return `${name} ${version} (${license ?? 'see below'})\n\n${textOf(folder, name)}`
  })
  return [RUNTIME(Bun.version), ...texts].join(`\n${'-'.repeat(80)}\n\n`)
}

/** Folders of the packages that the bundle has, sorted. */
async function compiledPackages(root: string): Promise<string[]> {
  const result = await Bun.build({
    entrypoints: [join(root, 'src/main.ts')],
    root,
    target: 'bun',
    metafile: true,
  })
  const inputs = Object.keys(result.metafile?.inputs ?? {})
  const folders = inputs.flatMap((input) => {
    const end = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1]
    const inside = end?.slice(end.indexOf('node_modules/'))
    return inside === undefined ? [] : [join(root, inside)]
  })
  return [...new Set(folders)].sort()
}

function textOf(folder: string, name: string): string {
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file))
  if (files.length === 0) throw new Error(`${name} has no licence text`)
  return files
    .map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trimEnd())
    .join('\n\n')
}
