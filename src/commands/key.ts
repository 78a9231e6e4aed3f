/** `key new NAME`: a client's key, shown once, and what to paste into the configuration. */

import { parseDuration } from '../config/units.ts'
import { hashOfKey, newKey } from '../proxy/clients/key.ts'
import { type Args, type Command, EXIT, UsageError } from './command.ts'
import { print, printError } from './output.ts'

export const keyCommand: Command = {
  name: 'key',
  summary: 'Makes a key for a client: "key new NAME" prints it once, with the lines for the configuration.',
  usage: 'new NAME [--expires WHEN]',
  options: {
    expires: {
      type: 'string',
      placeholder: 'WHEN',
      description: 'when the key ends: a date such as 2027-01-31, or a time from now such as 90d',
    },
  },
  maxPositionals: 2,
  run,
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/

async function run(args: Args): Promise<number> {
  const [action, name] = args.positionals
  if (action !== 'new') throw new UsageError('what to do is missing: key new NAME')
  if (name === undefined) throw new UsageError("the client's name is missing: key new NAME")
  if (!NAME.test(name)) {
    throw new UsageError('a name has letters, digits, ".", "_", "@" and "-", 64 characters at most')
  }
  const ends = args.text('expires')
  const expires = ends === undefined ? '' : `, expires = ${JSON.stringify(momentOf(ends, Date.now()))}`
  const key = newKey()
  await printError(
    'The key, on the first line, is shown this once. The lines below it belong into the configuration or into ' +
      "clients_file; a client that is there already gets the new key beside the old one in its 'keys'.\n\n",
  )
  await print(`${key}\n\n[[clients]]\nname = "${name}"\nkeys = [{ hash = "${hashOfKey(key)}"${expires} }]\n`)
  return EXIT.ok
}

/** @returns RFC 3339, as the configuration takes it */
function momentOf(text: string, now: number): string {
  const isDuration = /^\d+(\.\d+)?(m|h|d)$/.test(text)
  const moment = isDuration ? now + parseDuration(text) : dateOf(text)
  if (!(moment > now)) throw new UsageError('--expires must be a moment to come, e.g. 2027-01-31 or 90d')
  return isDuration ? `${new Date(moment).toISOString().slice(0, 19)}Z` : text
}

const dateOf = (text: string): number =>
  /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}Z)?$/.test(text) ? Date.parse(text) : Number.NaN
