/** Several instances under a real systemd: see booted.test.ts. */

import { expect, test } from 'bun:test'
import { PROVIDER } from './machine.ts'
import { configure, dropIn, installArchive, obstacle, openMachine, underLoad } from './service.ts'

const FIRST = 'lockllm-proxy@a'
const SECOND = 'lockllm-proxy@b'
const instance = (name: string, admin: number) => `
[server]
listen = "127.0.0.1:443"
reuse_port = true
[admin]
listen = "127.0.0.1:${admin}"
[audit]
path = "/var/log/lockllm-proxy/${name}/audit.jsonl"
[providers.local]
base_url = "${PROVIDER}"`

test.skipIf(obstacle !== undefined)(
  'two instances on one privileged port, restarted in turn under load',
  async () => {
    await using machine = await openMachine()
    const { run } = machine
    await installArchive(machine)
    await run('systemctl disable --now lockllm-proxy')
    await configure(machine, instance('a', 9090), 'a')
    await configure(machine, instance('b', 9091), 'b')

    expect((await machine.attempt(`systemctl start ${FIRST}`)).code).not.toBe(0)
    expect(await run(`journalctl -u ${FIRST}`)).toContain('privileged-port.conf')
    await run(`systemctl stop ${FIRST}`)
    await dropIn(machine, 'privileged-port.conf', 'lockllm-proxy@')
    await dropIn(machine, 'limits.conf', 'lockllm-proxy@')
    await run(`systemctl start ${FIRST} ${SECOND}`)

    await run('echo 1 > /proc/sys/net/ipv4/tcp_migrate_req')
    const url = 'http://127.0.0.1:443/v1/proxy/local/v1/chat/completions'
    const { sent, lost, reasons } = await underLoad(machine, url, async () => {
      for (const name of [FIRST, SECOND, FIRST]) await run(`systemctl restart ${name}`)
    })
    process.stdout.write(`two instances restarted in turn under load: ${lost} of ${sent} requests lost\n`)
    expect(reasons).toEqual({})
    await run(`systemctl reload ${SECOND}`)
    await run('lockllm-proxy audit verify /var/log/lockllm-proxy/b/audit.jsonl')
  },
  120_000,
)
