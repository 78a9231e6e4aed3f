/** nginx, as it is and with the scan in Lua the way LockLLM's guide glues it: decode, hash, look up, ask on a miss. */

import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '../../support/free-port.ts'
import { endpointsAt, type Peer, runPeer, type Stub } from './peer.ts'

const MODULES = '/usr/lib/nginx/modules'
const LUA_MODULES = ['ndk_http_module.so', 'ngx_http_lua_module.so'].map((file) => join(MODULES, file))

const SCAN = `
  ngx.req.read_body()
  local ok, body = pcall(cjson.decode, ngx.req.get_body_data())
  if not ok then return ngx.exit(400) end
  local texts = {}
  for _, message in ipairs(body.messages or {}) do
    if type(message.content) == 'string' then texts[#texts + 1] = message.content end
  end
  local text = table.concat(texts, '\\n')
  local key = ngx.sha1_bin(text)
  local verdicts = ngx.shared.verdicts
  if not verdicts:get(key) then
    local answer = ngx.location.capture('/scan', { method = ngx.HTTP_POST, body = cjson.encode({ input = text }) })
    local decoded, verdict = pcall(cjson.decode, answer.body)
    if not decoded or verdict.safe ~= true then return ngx.exit(400) end
    verdicts:set(key, true, 3600)
  end
`

const configuration = (port: number, stub: Stub, workers: number, lua: boolean) => `
${lua ? LUA_MODULES.map((path) => `load_module ${path};`).join('\n') : ''}
${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes ${workers};
worker_rlimit_nofile 20000;
daemon off;
pid nginx.pid;
error_log errors.log warn;
events { worker_connections 16384; }
http {
  access_log off;
  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
  client_max_body_size 64m;
  client_body_buffer_size 16m;
  keepalive_requests 1000000000;
  ${lua ? "lua_shared_dict verdicts 64m; init_by_lua_block { cjson = require 'cjson' }" : ''}
  upstream stub { server ${stub.host}; keepalive 64; keepalive_requests 1000000000; }
  proxy_http_version 1.1;
  proxy_set_header Connection '';
  server {
    listen 127.0.0.1:${port} backlog=8192;
    location = /scan { internal; proxy_pass http://stub/v1/scan; }
    location / {
      proxy_buffering off;
      ${lua ? `access_by_lua_block {${SCAN}}` : ''}
      proxy_pass http://stub;
    }
  }
}
`

const peer = (name: string, does: string, lua: boolean): Peer => ({
  name,
  does,
  missing() {
    if (!Bun.which('nginx')) return 'nginx'
    if (lua && !LUA_MODULES.every((path) => existsSync(path))) return 'libnginx-mod-http-lua'
    return undefined
  },
  version: async () => ['nginx', '-v'],
  async start(stub, workers = 1) {
    const port = freePort()
    const url = `http://127.0.0.1:${port}`
    const running = await runPeer(
      async (folder) => {
        const file = join(folder, 'nginx.conf')
        await writeFile(file, configuration(port, stub, workers, lua))
        return ['nginx', '-p', folder, '-c', file]
      },
      { readyUrl: `${url}/ready` },
    )
    return { ...running, endpoint: endpointsAt(url) }
  },
})

export const nginxLua = peer('nginx + Lua', 'cjson, SHA-1, shared dictionary, scan on a miss', true)
export const nginxAlone = peer('nginx alone', 'no scan: the limit', false)
