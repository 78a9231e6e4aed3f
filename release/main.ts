/** `make dist` and `make deb`: archives, packages and SHA256SUMS from the executables that make has compiled. */

import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { version } from '../package.json'
import { makeArchive, type Release } from './archive.ts'
import { makeDeb } from './deb.ts'
import { licenceTexts } from './licences.ts'

const [what, ...targets] = process.argv.slice(2)
const root = join(import.meta.dir, '..')
const folder = join(root, 'dist/release')
mkdirSync(folder, { recursive: true })

const release: Release = {
  root,
  version,
  epoch: Number(process.env.SOURCE_DATE_EPOCH ?? 0),
  licences: await licenceTexts(root),
}
const make = what === 'deb' ? makeDeb : makeArchive
const made = await Promise.all(
  targets.map((target) => make(release, target, join(root, 'dist', target, 'lockllm-proxy'), folder)),
)
const files = made.filter((file) => file !== undefined).sort()
const sums = files.map(
  (file) => `${createHash('sha256').update(readFileSync(file)).digest('hex')}  ${basename(file)}\n`,
)
const list = join(folder, what === 'deb' ? 'SHA256SUMS.deb' : 'SHA256SUMS')
rmSync(list, { force: true })
writeFileSync(list, sums.join(''))
process.stdout.write(sums.join(''))
