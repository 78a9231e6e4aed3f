/**
 * Anthropic's managed agents: the events that a client sends to a session, what a session and a deployment are made of,
 * memories, and the dreams that tidy them up.
 * https://platform.claude.com/docs/en/api/beta/sessions · https://platform.claude.com/docs/en/api/beta/sessions/events
 * https://platform.claude.com/docs/en/api/beta/deployments · https://platform.claude.com/docs/en/api/beta/memory_stores
 * https://platform.claude.com/docs/en/api/beta/dreams
 */

import type { JsonObject } from '../json.ts'
import { all, callId, fields, inert, orString, reference, secret, text } from '../rule.ts'
import type { Role } from '../segment.ts'
import { content } from './anthropic-messages.ts'
import { managedAgent } from './openai-assistants.ts'

const ROLES: Readonly<Record<string, Role | undefined>> = Object.assign(Object.create(null), {
  'system.message': 'system',
  'user.message': 'user',
  'user.define_outcome': 'user',
  'user.tool_confirmation': 'user',
  'user.tool_result': 'tool',
  'user.custom_tool_result': 'tool',
})

const eventRole = ({ type }: JsonObject): Role =>
  (typeof type === 'string' ? ROLES[type] : undefined) ?? 'unknown'

const event = fields(
  {
    ...all('type result session_thread_id', inert),
    ...all('tool_use_id custom_tool_use_id', callId),
    content,
    rubric: fields({ type: inert, file_id: reference }),
  },
  eventRole,
)

export const anthropicSessions = fields({
  ...all('environment_id vault_ids memory_store_id', reference),
  // A stored one, with what is to be different in it
  agent: orString(reference, { ...managedAgent, id: reference, version: inert }),
  ...all('events initial_events', event),
  title: text('user'),
  resources: fields(
    {
      ...all('type mount_path access', inert),
      ...all('file_id memory_store_id url', reference),
      authorization_token: secret,
    },
    'document',
  ),
  // A resource by itself
  ...all('type mount_path', inert),
  ...all('file_id url', reference),
  authorization_token: secret,
  // A memory
  content: text('document'),
  ...all('path view', inert),
  // A dream
  model: orString(inert, all('id speed', inert)),
  instructions: text('system'),
  inputs: fields({ type: inert, ...all('session_ids memory_store_id', reference) }),
  // Together's deployments have the same path
  environment_variables: fields(all('value value_from_secret', inert)),
  model_mounts: fields(all('model_id revision_id', inert)),
  revision_identifier: inert,
})
