/** Apache httpd with the scan in mod_lua: an input filter gathers the body, decodes, hashes and looks up. */

import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '../../support/free-port.ts'
import { endpointsAt, type Peer, runPeer, type Stub } from './peer.ts'

const MODULES = '/usr/lib/apache2/modules'
const NAMES = ['mpm_event', 'authz_core', 'lua', 'proxy', 'proxy_http'] as const

/**
 * The verdict of a miss is not asked for: mod_lua has no HTTP client, so only cached verdicts compare. Under load mod_lua
 * corrupts its heap now and then, and Apache starts a new child: connections that break for that are in the errors.
 */
const SCAN = `
local cjson = require 'cjson'
function scan(r)
  coroutine.yield()
  local parts = {}
  while bucket do
    parts[#parts + 1] = bucket
    coroutine.yield('')
  end
  local data = table.concat(parts)
  if #data > 0 then
    local body = cjson.decode(data)
    local texts = {}
    for _, message in ipairs(body.messages or {}) do
      if type(message.content) == 'string' then texts[#texts + 1] = message.content end
    end
    local key = r:sha1(table.concat(texts, '\\n'))
    if not r:ivm_get(key) then r:ivm_set(key, true) end
  end
  coroutine.yield(data)
end
`

const configuration = (folder: string, port: number, stub: Stub) => `
${NAMES.map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`).join('\n')}
ServerRoot ${folder}
ServerName localhost
PidFile ${folder}/httpd.pid
DefaultRuntimeDir ${folder}
Listen 127.0.0.1:${port}
StartServers 1
ServerLimit 1
ThreadsPerChild 64
MaxRequestWorkers 64
ErrorLog ${folder}/errors.log
KeepAlive On
MaxKeepAliveRequests 0
LuaScope thread
LuaInputFilter scan ${folder}/scan.lua scan
SetInputFilter scan
ProxyPass / http://${stub.host}/ enablereuse=on
`

export const apacheLua: Peer = {
  name: 'Apache + mod_lua',
  does: 'cjson, SHA-1, shared table',
  missing() {
    if (!Bun.which('apache2')) return 'apache2'
    if (!existsSync('/usr/lib/x86_64-linux-gnu/lua/5.3/cjson.so')) return 'lua-cjson'
    return undefined
  },
  version: async () => ['apache2', '-v'],
  async start(stub) {
    const port = freePort()
    const url = `http://127.0.0.1:${port}`
    const running = await runPeer(
      async (folder) => {
        await writeFile(join(folder, 'scan.lua'), SCAN)
        await writeFile(join(folder, 'httpd.conf'), configuration(folder, port, stub))
        return ['apache2', '-DFOREGROUND', '-f', join(folder, 'httpd.conf')]
      },
      { readyUrl: `${url}/ready` },
    )
    return { ...running, endpoint: endpointsAt(url) }
  },
}
