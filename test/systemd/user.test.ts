/** The service of one user under their own systemd: see booted.test.ts. */

import { expect, test } from 'bun:test'
import { PROVIDER, RELEASE } from './machine.ts'
import { obstacle, openMachine } from './service.ts'

const CONFIG = '/home/app/.config/lockllm-proxy/lockllm-proxy.toml'

test.skipIf(obstacle !== undefined)(
  'installed for a user: starts, has its credentials, reloads, is taken back',
  async () => {
    await using machine = await openMachine()
    const { run } = machine
    // What pam_systemd(8) would do, which the machine's tree does not have.
    await run(`mkdir -p /run/systemd/system/user@.service.d && cd /run/systemd/system/user@.service.d &&
      printf '[Service]\\nEnvironment=XDG_RUNTIME_DIR=/run/user/%%i\\n' > runtime.conf && systemctl daemon-reload &&
      useradd --create-home app && systemctl start user@$(id -u app)`)
    const asUser = (command: string) =>
      `cd /home/app && runuser -u app -- env HOME=/home/app XDG_RUNTIME_DIR=/run/user/$(id -u app) ${command}`
    const show = (property: string) =>
      asUser(`systemctl --user show lockllm-proxy --property=${property} --value`)

    await run(asUser(`tar xzf ${RELEASE}/lockllm-proxy-*-linux-x64.tar.gz`))
    await run(asUser('OPENAI_API_KEY=sk-of-the-user ./lockllm-proxy-*/lockllm-proxy install --user'))
    expect(await run(show('ActiveState'))).toBe('active')
    const config = `[providers.local]\nbase_url = "${PROVIDER}"\napi_key = "credential:openai-api-key"\n`
    await run(`cat > ${CONFIG} <<'END'\n${config}END`)
    await run(asUser('systemctl --user reload lockllm-proxy'))
    const url = 'http://127.0.0.1:8080/v1/proxy/local/v1/chat/completions'
    expect((await machine.ask(url, 'hello there')).body).toContain('sk-of-the-user')
    await run(`echo 'unknown_key = 1' >> ${CONFIG}`)
    expect((await machine.attempt(asUser('systemctl --user reload lockllm-proxy'))).code).not.toBe(0)
    expect(await run(show('StatusText'))).toContain('unknown_key')
    await run(asUser('.local/bin/lockllm-proxy uninstall --user'))
    expect(await run(show('ActiveState'))).toBe('inactive')
    await run(`ls ${CONFIG}`)
  },
  120_000,
)
