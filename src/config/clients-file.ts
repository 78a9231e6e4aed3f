/** The file of `clients_file`: clients apart from the rest, so that they can be changed while the proxy runs. */

import { Value } from '@sinclair/typebox/value'
import { explainAll } from './explain.ts'
import { place } from './place.ts'
import { ConfigError } from './problem.ts'
import { checkClients } from './rules/clients-list.ts'
import type { Finding } from './rules.ts'
import { type ClientConfig, ClientsFileSchema } from './schema-clients.ts'
import { parseToml, readText } from './toml.ts'

/**
 * @param others clients of the configuration itself, which share names and keys with nobody
 * @throws {ConfigError} with every problem, in the order of the file
 */
export function loadClientsFile(file: string, others: readonly ClientConfig[] = []): ClientConfig[] {
  const text = readText(file)
  const raw = parseToml(text, file)
  const findings: Finding[] = explainAll(Value.Errors(ClientsFileSchema, raw)).map((explanation) => ({
    ...explanation,
    severity: 'error',
  }))
  if (findings.length > 0) throw asError(findings, text, file)
  const { clients } = Value.Decode(ClientsFileSchema, Value.Default(ClientsFileSchema, raw))
  checkClients(clients, others, (path, message) => findings.push({ severity: 'error', path, message }))
  if (findings.length > 0) throw asError(findings, text, file)
  return clients
}

const asError = (findings: readonly Finding[], text: string, file: string): ConfigError =>
  new ConfigError(place(findings, text, file).map(({ problem }) => problem))
