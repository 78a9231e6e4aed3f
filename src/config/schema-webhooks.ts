/** `[[webhooks]]`: who is told at once of requests that did not go their ordinary way. */

import { type StaticDecode, Type } from '@sinclair/typebox'
import { choice, duration, oneOf, secret } from './fields.ts'

const webhook = Type.Object(
  {
    url: secret('env:WEBHOOK_URL', 'where to; may be a secret, as Slack and Discord treat theirs'),
    format: oneOf(['raw', 'slack', 'discord'], 'raw', 'raw is JSON, signed with secret'),
    events: Type.Array(choice(['blocked', 'warned', 'unscanned', 'refused']), {
      minItems: 1,
      default: ['blocked'],
      description: 'the events of the audit log that it is told of',
    }),
    secret: Type.Optional(
      secret('credential:webhook-secret', 'signs each message (Standard Webhooks); "whsec_..." or any text'),
    ),
    timeout: duration('5s', 'longest wait for the receiver, each time', { positive: true }),
    retries: Type.Integer({
      minimum: 0,
      maximum: 20,
      default: 6,
      description: 'further tries, with exponential backoff and jitter: 6 take about a minute',
    }),
    queue: Type.Integer({
      minimum: 1,
      maximum: 100_000,
      default: 1000,
      description: 'messages that may wait; more are dropped and counted',
    }),
  },
  { additionalProperties: false },
)

export const webhooks = Type.Array(webhook, {
  default: [],
  unit: 'tables',
  description: 'Who is told of blocked requests. No request ever waits for it',
})

export type WebhookConfig = StaticDecode<typeof webhook>
