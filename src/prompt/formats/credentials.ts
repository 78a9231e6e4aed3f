/**
 * Credentials for third parties, which no scanner must get: in tools that a provider calls for itself, and where they are
 * kept. Everything beside them is text.
 * https://platform.claude.com/docs/en/api/beta/vaults/credentials · https://docs.cohere.com/reference/create-connector
 * https://developers.openai.com/api/reference/resources/beta/agents/vaults
 */

import {
  all,
  everywhere,
  type FieldsRule,
  fields,
  inert,
  orString,
  type Rule,
  reference,
  secret,
  secrets,
  text,
} from '../rule.ts'
import type { Role } from '../segment.ts'

const NAMES =
  'authorization_token access_token refresh_token client_secret secret_value api_key apiKey ' +
  'apiKeyString api_key_string credentialSecret encoded_api_key'

const known: Readonly<Record<string, Rule>> = {
  ...all(NAMES, secret),
  // Mistral's connectors: https://docs.mistral.ai/api/#tag/beta.conversations
  authorization: orString(secret, { type: inert, value: secret }),
  // xAI's name has `extra` before it: https://docs.x.ai/developers/tools/remote-mcp
  ...all('headers extra_headers', secrets),
  // A container's: https://developers.openai.com/api/docs/guides/tools-shell
  domain_secrets: fields({ value: secret }),
  // For all users of a connector: https://docs.mistral.ai/api/#tag/beta.connectors
  global_headers: { ...fields({}), rest: fields({ value: secret }) },
}

/** What holds credentials at any depth. */
export const withCredentials = (role: Role, more: Readonly<Record<string, Rule>> = {}): FieldsRule => ({
  ...everywhere({ type: inert, ...known, ...more }),
  role,
})

/** Vaults, connectors, and a repository's token that is renewed. */
export const credentials = everywhere({
  ...all('type id', inert),
  ...known,
  ...all('token password secret clientSecret', secret),
  ...all('url server mcp_server_url token_endpoint authorize_url', reference),
  system_prompt: text('system'),
})
