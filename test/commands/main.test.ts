import { describe, expect, test } from 'bun:test'
import { cli, cliCommand } from './cli.ts'

const COMMANDS = ['serve', 'check', 'scan', 'init', 'version']

describe('help', () => {
  test.each([['--help'], ['-h'], ['help']])('%s lists every command on stdout', async (flag) => {
    const { code, stdout, stderr } = await cli([flag])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    for (const name of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${name} +\\S`, 'm'))
  })

  test.each([
    ['serve', ['serve', '--help']],
    ['check', ['check', '-h']],
    ['scan', ['help', 'scan']],
    ['init', ['init', '--no-such-flag', '--help']],
    ['version', ['version', '--json', '--help']],
  ])('of %s: %j', async (name, args) => {
    const { code, stdout, stderr } = await cli(args)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toStartWith(`usage: lockllm-proxy ${name}`)
    expect(stdout).toMatch(/^ {2}-h, --help +print this help$/m)
  })
})

describe('a mistake is answered on stderr with 64', () => {
  test.each([
    [[], 'usage: lockllm-proxy COMMAND'],
    [['chekc'], 'lockllm-proxy: unknown command "chekc"; did you mean "check"?\n'],
    [['zebra'], 'lockllm-proxy: unknown command "zebra"\nusage: '],
    [['--zebra'], 'lockllm-proxy: unknown flag "--zebra"\nusage: '],
    [['check', '--confg', 'x'], 'lockllm-proxy check: unknown flag --confg; did you mean --config?\nusage: '],
    [['check', '--config'], "lockllm-proxy check: Option '--config <value>' argument missing\nusage: "],
    [['check', 'file.toml'], 'lockllm-proxy check: unexpected argument: "file.toml"\nusage: '],
    [['version', '--json=yes'], "lockllm-proxy version: Option '--json' does not take an argument\nusage: "],
    [
      ['scan', '-x'],
      'lockllm-proxy scan: unknown flag -x; an argument that begins with "-" goes behind "--"\n',
    ],
    [
      ['scan', '--engine', 'lokal', 'x'],
      'lockllm-proxy scan: --engine must be "local" or "lockllm", got "lokal"\n',
    ],
    [['scan', '--jsonl', 'text'], 'lockllm-proxy scan: --jsonl reads from stdin and takes no TEXT\n'],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await cli(args)
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' })
    expect(stderr).toStartWith(message)
  })
})

describe('a variable that turns the executable into an interpreter is refused', () => {
  test.each([
    ['BUN_OPTIONS', '--smol', ['version']],
    ['BUN_OPTIONS', '', ['scan', 'hello']],
    ['BUN_BE_BUN', '0', ['serve']],
  ])('%s=%j', async (name, value, args) => {
    const { code, stdout, stderr } = await cli(args, { env: { [name]: value } })
    expect({ code, stdout }).toEqual({ code: 78, stdout: '' })
    expect(stderr).toContain(`refuses to start while ${name} is set`)
  })
})

test('a reader that has left is no error of ours', async () => {
  const child = Bun.spawn(cliCommand(['init', '-']), { stdout: 'pipe', stderr: 'pipe' })
  await child.stdout.cancel()
  // As a shell reports a program that SIGPIPE has ended.
  expect(await child.exited).toBe(141)
  expect(await child.stderr.text()).toBe('')
})
