/** The compiled binary behind a real nginx, with the files of examples/nginx. */

import { join } from 'node:path'
import { example } from './example.ts'
import { describeFront } from './front-suite.ts'

describeFront({
  name: 'nginx',
  program: 'nginx',
  seesDeparture: true,
  async command({ folder, port, socket, cert, key, account }) {
    const site = example('nginx/nginx.conf', {
      'listen 443 ssl': `listen 127.0.0.1:${port} ssl`,
      'listen [::]:443 ssl': `listen [::1]:${port} ssl`,
      'llm.example.com;': 'localhost;',
      '/etc/ssl/certs/llm.example.com.pem': cert,
      '/etc/ssl/private/llm.example.com.key': key,
      '/run/lockllm-proxy/proxy.sock': socket,
    })
    await Bun.write(join(folder, 'site.conf'), site)
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (what) => `${what}_temp_path ${what};`,
    )
    const main = [
      account === undefined ? '' : `user ${account};`,
      'daemon off; worker_processes 1; pid nginx.pid; error_log errors.log notice;',
      'events {}',
      `http { access_log off; ${temporary.join(' ')} include site.conf; }`,
    ]
    await Bun.write(join(folder, 'nginx.conf'), main.join('\n'))
    return ['nginx', '-p', folder, '-e', join(folder, 'errors.log'), '-c', join(folder, 'nginx.conf')]
  },
})
