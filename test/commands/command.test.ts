import { describe, expect, test } from 'bun:test'
import { checkCommand } from '../../src/commands/check.ts'
import { type Command, commandHelp, parseCommandLine, UsageError } from '../../src/commands/command.ts'
import { initCommand } from '../../src/commands/init.ts'
import { scanCommand } from '../../src/commands/scan.ts'
import { serveCommand } from '../../src/commands/serve.ts'
import { versionCommand } from '../../src/commands/version.ts'

const example: Command = {
  name: 'example',
  summary: 'Shows how.',
  usage: '[OPTION]... [FILE]',
  options: {
    size: { type: 'string', placeholder: 'N', description: 'how large' },
    quiet: { type: 'boolean', short: 'q', description: 'says nothing' },
  },
  maxPositionals: 1,
  run: () => Promise.resolve(0),
}

test('the help of a command', () => {
  expect(commandHelp(example)).toBe(
    [
      'usage: lockllm-proxy example [OPTION]... [FILE]',
      '',
      'Shows how.',
      '',
      '  --size N     how large',
      '  -q, --quiet  says nothing',
      '  -h, --help   print this help',
      '',
    ].join('\n'),
  )
})

test.each([serveCommand, checkCommand, scanCommand, initCommand, versionCommand])(
  'the help of $name fits a terminal',
  (command) => {
    for (const line of commandHelp(command).split('\n')) expect(line.length).toBeLessThanOrEqual(120)
  },
)

describe('arguments', () => {
  test('options, flags and positionals', () => {
    const args = parseCommandLine(example, ['-q', 'file', '--size', '5'])
    expect(args.text('size')).toBe('5')
    expect(args.flag('quiet')).toBe(true)
    expect(args.positionals).toEqual(['file'])
  })

  test('what was not given', () => {
    const args = parseCommandLine(example, [])
    expect(args.text('size')).toBeUndefined()
    expect(args.flag('quiet')).toBe(false)
    expect(args.positionals).toEqual([])
  })

  test.each([
    [['--sise', '5'], 'unknown flag --sise; did you mean --size?'],
    [['--hepl'], 'unknown flag --hepl; did you mean --help?'],
    [['--zebra'], 'unknown flag --zebra; an argument that begins with "-" goes behind "--"'],
    [['a', 'b'], 'unexpected argument: "b"'],
    [['--size'], "Option '--size <value>' argument missing"],
  ])('%j is refused', (argv, message) => {
    expect(() => parseCommandLine(example, argv)).toThrow(new UsageError(message))
  })
})
