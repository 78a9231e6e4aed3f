/** Certificates made by openssl at test time: a CA, a server's and a client's, and a server's of nobody. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const hasOpenssl = Bun.which('openssl') !== null

export interface Certificates extends AsyncDisposable {
  readonly folder: string
  /** Path of a file, e.g. `server.pem`, `server-key.pem`, `client.pem`, `ca.pem`. */
  file(name: string): string
}

async function openssl(args: readonly string[], cwd: string): Promise<void> {
  const child = Bun.spawn(['openssl', ...args], { cwd, stdout: 'ignore', stderr: 'pipe' })
  if ((await child.exited) !== 0) throw new Error(await new Response(child.stderr).text())
}

/** `server` is good for 127.0.0.1, localhost and llm.example.test; `rsa` is the same with an RSA key; `stranger` is of another CA. */
export async function makeCertificates(): Promise<Certificates> {
  const folder = await mkdtemp(join(tmpdir(), 'lockllm-proxy-certificates-'))
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']
  const authority = (name: string) =>
    openssl(
      [
        'req',
        '-x509',
        ...newKey,
        '-subj',
        `/CN=${name}`,
        '-keyout',
        `${name}-key.pem`,
        '-out',
        `${name}.pem`,
      ],
      folder,
    )
  await writeFile(join(folder, 'san'), 'subjectAltName=IP:127.0.0.1,DNS:localhost,DNS:llm.example.test\n')
  const signed = async (name: string, ca: string, key: readonly string[] = newKey) => {
    const request = [
      'req',
      ...key,
      '-subj',
      `/CN=${name}`,
      '-keyout',
      `${name}-key.pem`,
      '-out',
      `${name}.csr`,
    ]
    await openssl(
      request.filter((arg) => arg !== '-days' && arg !== '2'),
      folder,
    )
    const sign = [
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      '-CA',
      `${ca}.pem`,
      '-CAkey',
      `${ca}-key.pem`,
      '-CAcreateserial',
    ]
    await openssl([...sign, '-days', '2', '-extfile', 'san', '-out', `${name}.pem`], folder)
  }
  await authority('ca')
  await authority('other-ca')
  await signed('server', 'ca')
  await signed('rsa', 'ca', ['-newkey', 'rsa:2048', '-nodes'])
  await signed('client', 'ca')
  await signed('stranger', 'other-ca')
  return {
    folder,
    file: (name) => join(folder, name),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}
