/** The drop-ins under a real systemd: see booted.test.ts. */

import { expect, test } from 'bun:test'
import { PROVIDER } from './machine.ts'
import { configure, dropIn, installArchive, obstacle, openMachine } from './service.ts'

const METADATA = ['169.254.169.254', '169.254.1.1', '192.0.0.192', '100.100.100.200', '168.63.129.16']
const ADDRESSES = [...METADATA, '10.0.0.1']

test.skipIf(obstacle !== undefined)(
  'no-metadata.conf: addresses of metadata services are out of reach, others are not',
  async () => {
    await using machine = await openMachine()
    const { run } = machine
    for (const address of ADDRESSES) await run(`ip address add ${address}/32 dev lo`)
    await installArchive(machine)
    const providers = ADDRESSES.map(
      (address, index) => `
[providers.p${index}]
base_url = "${PROVIDER.replace('127.0.0.1', address)}"
allow_link_local = true
connect_timeout = "2s"`,
    )
    await configure(machine, providers.join('\n'))
    await run('systemctl restart lockllm-proxy')
    const ask = () =>
      Promise.all(
        ADDRESSES.map(async (_, index) => {
          const url = `http://127.0.0.1:8080/v1/proxy/p${index}/v1/chat/completions`
          return (await machine.ask(url, 'hello there')).status
        }),
      )
    expect(await ask()).toEqual(ADDRESSES.map(() => 200))
    await dropIn(machine, 'no-metadata.conf')
    await run('systemctl restart lockllm-proxy')
    const unable = await machine.attempt('journalctl -b | grep "does not support BPF/cgroup firewalling"')
    if (unable.code === 0) {
      process.stderr.write(`skipped: what IPAddressDeny= forbids (${unable.output})\n`)
      return
    }
    expect(await ask()).toEqual([...METADATA.map(() => 502), 200])
  },
  120_000,
)
