/** The compiled binary behind a real Apache httpd, with the files of examples/apache. */

import { join } from 'node:path'
import { example } from './example.ts'
import { describeFront } from './front-suite.ts'

/** Where Debian has them; those that the example names, and what the server itself needs. */
const MODULES = '/usr/lib/apache2/modules'
const NAMES = [
  'mpm_event',
  'authz_core',
  'env',
  'ssl',
  'headers',
  'reqtimeout',
  'rewrite',
  'proxy',
  'proxy_http',
] as const

describeFront({
  name: 'apache',
  program: 'apache2',
  seesDeparture: false,
  async command({ folder, port, socket, cert, key, account }) {
    const site = example('apache/apache.conf', {
      '<VirtualHost *:443>': `<VirtualHost 127.0.0.1:${port}>`,
      'ServerName llm.example.com': 'ServerName localhost',
      '/etc/ssl/certs/llm.example.com.pem': cert,
      '/etc/ssl/private/llm.example.com.key': key,
      '/run/lockllm-proxy/proxy.sock': socket,
    })
    await Bun.write(join(folder, 'site.conf'), site)
    const main = [
      ...NAMES.map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`),
      ...(account === undefined ? [] : [`User ${account}`, `Group ${account}`]),
      `ServerRoot ${folder}`,
      'ServerName localhost',
      `PidFile ${folder}/httpd.pid`,
      `DefaultRuntimeDir ${folder}`,
      `ErrorLog ${folder}/errors.log`,
      `Listen 127.0.0.1:${port}`,
      'Include site.conf',
    ]
    await Bun.write(join(folder, 'httpd.conf'), `${main.join('\n')}\n`)
    return ['apache2', '-DFOREGROUND', '-f', join(folder, 'httpd.conf')]
  },
})
