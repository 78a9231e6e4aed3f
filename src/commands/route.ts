/** `route METHOD URL`: where a request would go and why, without sending anything. */

import { loadClientsFile } from '../config/clients-file.ts'
import { loadConfig } from '../config/load.ts'
import type { Config } from '../config/schema.ts'
import { accessOf } from '../proxy/clients/access.ts'
import { ProxyError } from '../proxy/errors.ts'
import { createProviders } from '../proxy/route.ts'
import { createHealth } from '../proxy/routes/health.ts'
import type { RequestFacts } from '../proxy/routes/match.ts'
import { modelInPath } from '../proxy/routes/model.ts'
import { createRouter, type Plan, type Router } from '../proxy/routes/router.ts'
import { type Args, type Command, configOption, EXIT, UsageError } from './command.ts'
import { print } from './output.ts'

export const routeCommand: Command = {
  name: 'route',
  summary: 'Explains where a request would go and why. Nothing is sent, no health is known.',
  usage: '[--config FILE] METHOD URL [--header "NAME: VALUE"]... [--model MODEL] [--client NAME]',
  options: {
    ...configOption,
    header: {
      type: 'string',
      multiple: true,
      placeholder: 'HEADER',
      description: 'a header of the request, e.g. "x-team: search"; may be repeated',
    },
    model: { type: 'string', placeholder: 'MODEL', description: 'the model that its body names' },
    client: { type: 'string', placeholder: 'NAME', description: 'the client that it is from' },
  },
  maxPositionals: 2,
  run,
}

async function run(args: Args): Promise<number> {
  const [method, target] = args.positionals
  if (method === undefined || target === undefined) throw new UsageError('a method and a URL are needed')
  const url = URL.parse(target, 'http://localhost')
  if (!url) throw new UsageError(`not a URL or a path: ${JSON.stringify(target)}`)
  const config = loadConfig(args.text('config'), process.env)
  const facts: RequestFacts = {
    method: method.toUpperCase(),
    url,
    headers: headersOf(args.texts('header')),
    client: args.text('client'),
    address: '127.0.0.1',
  }
  const model = args.text('model') ?? modelInPath(url.pathname)?.name
  const router = createRouter({
    routes: config.routes,
    providers: createProviders(config),
    health: createHealth({ ejectAfter: 1, ejectMs: 1, now: () => 0, onChange: () => {} }),
    random: Math.random,
  })
  const models = model === undefined ? [] : [model]
  const lines = matched(router, facts, models)
  try {
    const access = accessOfClient(config, facts.client)
    const plan = router.choose(router.begin(facts), { model, models, access })
    await print([...lines, ...planned(plan, config), ...changed(plan, config), ''].join('\n'))
    return EXIT.ok
  } catch (error) {
    if (!(error instanceof ProxyError)) throw error
    await print([...lines, `refused: ${error.code}: ${error.message}`, ''].join('\n'))
    return EXIT.failed
  }
}

function headersOf(texts: readonly string[]): Headers {
  const headers = new Headers()
  for (const text of texts) {
    const [, name, value = ''] = /^([!#$%&'*+.^_`|~\w-]+):\s*(.*)$/.exec(text) ?? []
    if (name === undefined) throw new UsageError(`not a header: ${JSON.stringify(text)}; write "name: value"`)
    headers.append(name, value)
  }
  return headers
}

function accessOfClient(config: Config, name: string | undefined) {
  if (name === undefined) return undefined
  const others = config.clients_file === undefined ? [] : loadClientsFile(config.clients_file, config.clients)
  const client = [...config.clients, ...others].find((known) => known.name === name)
  return client && [accessOf(client)]
}

/** Up to the route that counts. */
function matched(router: Router, facts: RequestFacts, models: readonly string[]): string[] {
  const lines: string[] = []
  for (const { name, mismatch } of router.explain(facts, models)) {
    lines.push(`route ${name}: ${mismatch === undefined ? 'fits' : `does not fit: ${mismatch}`}`)
    if (mismatch === undefined) return lines
  }
  return [...lines, 'no route fits: the provider in the path counts']
}

function planned({ targets, fallbackOn, tries }: Plan, { routes }: Config): string[] {
  const lines = targets.map(({ provider, upstream, model }, index) => {
    // Its query may hold a key.
    const url = upstream.origin + upstream.pathname
    return `${index + 1}. ${provider.name}: ${url}${model === undefined ? '' : `, model ${model}`}`
  })
  if (targets.length > 1) lines.push(`the next after: ${[...fallbackOn].join(', ') || 'nothing'}`)
  if (tries > 1) lines.push(`tries at each: ${tries}`)
  if (routes.some((route) => route.targets.length > 1)) lines.push('targets of one route are drawn by weight')
  return lines
}

/** What the route changes: names alone, values may be secrets. */
function changed({ route }: Plan, { routes }: Config): string[] {
  const config = routes.find(({ name }) => name === route)
  if (!config) return []
  const parts = (changes: Readonly<Record<string, object | undefined>> = {}) =>
    ['set', 'add', 'default', 'cap', 'floor', 'remove'].flatMap((how) => {
      const what = changes[how]
      const names = Array.isArray(what) ? what : Object.keys(what ?? {})
      return names.length === 0 ? [] : [`${how} ${names.join(', ')}`]
    })
  const line = (what: string, changes: readonly string[]) =>
    changes.length === 0 ? [] : [`${what}: ${changes.join('; ')}`]
  return [
    ...line('request headers', parts(config.request_headers)),
    ...line('body', parts(config.body)),
    ...(config.system ? ['system instruction: prepended'] : []),
    ...line('answer headers', parts(config.response_headers)),
  ]
}
