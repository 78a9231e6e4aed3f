/**
 * Anthropic's managed agents: the events that a client sends to a session, and what a session is made of.
 * https://platform.claude.com/docs/en/api/beta/sessions · https://platform.claude.com/docs/en/api/beta/sessions/events
 */

import type { JsonObject } from '../json.ts'
import { all, fields, inert, orString, reference, text } from '../rule.ts'
import type { Role } from '../segment.ts'
import { content } from './anthropic-messages.ts'

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
    ...all('type result tool_use_id custom_tool_use_id session_thread_id', inert),
    content,
    rubric: fields({ type: inert, file_id: reference }),
  },
  eventRole,
)

export const anthropicSessions = fields({
  ...all('environment_id vault_ids memory_store_id', reference),
  agent: orString(reference, { ...all('id', reference), type: inert }),
  ...all('events initial_events', event),
  title: text('user'),
  resources: fields(
    { ...all('type mount_path access', inert), ...all('file_id memory_store_id url', reference) },
    'document',
  ),
})
