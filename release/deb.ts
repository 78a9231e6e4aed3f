/** The Debian package: files where Debian wants them, conffiles, and scripts that do what its users expect. */

import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { configTemplate } from '../src/config/template.ts'
import { type Release, run } from './archive.ts'
import { exampleFiles } from './examples.ts'

const ARCHITECTURES: Readonly<Record<string, string>> = { 'linux-x64': 'amd64', 'linux-arm64': 'arm64' }
const CONFFILES = ['/etc/lockllm-proxy/lockllm-proxy.toml', '/etc/logrotate.d/lockllm-proxy']

/** @returns the package's path; undefined for a target that Debian has not */
export async function makeDeb(
  release: Release,
  target: string,
  binary: string,
  folder: string,
): Promise<string | undefined> {
  const architecture = ARCHITECTURES[target]
  if (architecture === undefined) return undefined
  const tree = join(folder, `deb-${target}`)
  rmSync(tree, { recursive: true, force: true })
  layOut(release, binary, tree)
  writeControl(release, architecture, tree)
  const file = join(folder, `lockllm-proxy_${release.version}_${architecture}.deb`)
  await run(['dpkg-deb', '--root-owner-group', '-Zgzip', '-z6', '--build', tree, file], {
    SOURCE_DATE_EPOCH: String(release.epoch),
  })
  rmSync(tree, { recursive: true })
  return file
}

function layOut({ root, licences }: Release, binary: string, tree: string): void {
  const put = (path: string, content: string, mode = 0o644) => {
    mkdirSync(dirname(join(tree, path)), { recursive: true, mode: 0o755 })
    writeFileSync(join(tree, path), content)
    chmodSync(join(tree, path), mode)
  }
  const copy = (from: string, to: string, mode = 0o644) => {
    mkdirSync(dirname(join(tree, to)), { recursive: true, mode: 0o755 })
    cpSync(from, join(tree, to))
    chmodSync(join(tree, to), mode)
  }
  copy(binary, 'usr/bin/lockllm-proxy', 0o755)
  for (const unit of ['lockllm-proxy.service', 'lockllm-proxy@.service']) {
    copy(join(root, 'systemd', unit), join('usr/lib/systemd/system', unit))
  }
  copy(join(root, 'systemd/lockllm-proxy.sysusers'), 'usr/lib/sysusers.d/lockllm-proxy.conf')
  put('etc/lockllm-proxy/lockllm-proxy.toml', configTemplate(), 0o640)
  copy(join(root, 'release/debian/logrotate'), 'etc/logrotate.d/lockllm-proxy')
  const docs = 'usr/share/doc/lockllm-proxy'
  copy(join(root, 'README.md'), `${docs}/README.md`)
  for (const name of readdirSync(join(root, 'systemd/drop-ins'))) {
    copy(join(root, 'systemd/drop-ins', name), `${docs}/examples/drop-ins/${name}`)
  }
  for (const file of exampleFiles(root)) copy(join(root, 'examples', file), `${docs}/examples/${file}`)
  const own = `lockllm-proxy\n\n${readFileSync(join(root, 'LICENSE'), 'utf8')}`
  put(`${docs}/copyright`, `${own}\n${'-'.repeat(80)}\n\n${licences}`)
}

function writeControl({ root, version }: Release, architecture: string, tree: string): void {
  const control = join(tree, 'DEBIAN')
  mkdirSync(control, { mode: 0o755 })
  const files = filesBelow(tree).filter((path) => !path.startsWith('/DEBIAN'))
  const kibibytes = files.reduce((sum, path) => sum + Math.ceil(statSync(join(tree, path)).size / 1024), 0)
  const fields = {
    Package: 'lockllm-proxy',
    Version: version,
    Architecture: architecture,
    Maintainer: 'lockllm-proxy maintainers <maintainers@lockllm-proxy.invalid>',
    'Installed-Size': String(kibibytes),
    'Pre-Depends': 'init-system-helpers (>= 1.54~)',
    Depends: 'libc6 (>= 2.17), systemd | adduser',
    Recommends: 'ca-certificates',
    Suggests: 'logrotate, redis-server',
    Section: 'net',
    Priority: 'optional',
    Description: [
      'scans every LLM request for prompt injection before it leaves',
      ' One executable between applications and LLM providers: it reads every',
      ' request, scans all text in it with LockLLM or an embedded engine, blocks',
      ' or forwards, and streams the answer back.',
    ].join('\n'),
  }
  const text = Object.entries(fields).map(([name, value]) => `${name}: ${value}\n`)
  writeFileSync(join(control, 'control'), text.join(''))
  writeFileSync(join(control, 'conffiles'), `${CONFFILES.join('\n')}\n`)
  for (const script of ['postinst', 'prerm', 'postrm']) {
    const source = join(root, 'release/debian', script)
    if (!existsSync(source)) throw new Error(`${source} is missing`)
    cpSync(source, join(control, script))
    chmodSync(join(control, script), 0o755)
  }
}

const filesBelow = (folder: string, prefix = ''): string[] =>
  readdirSync(join(folder, prefix), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${prefix}/${entry.name}`
      return entry.isDirectory() ? filesBelow(folder, path) : [path]
    })
