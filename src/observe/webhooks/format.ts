/** The bodies that receivers expect: our own JSON, Slack's and Discord's incoming webhooks. */

import type { WebhookEvent } from './event.ts'

export type WebhookFormat = 'raw' | 'slack' | 'discord'

/** @returns a JSON text */
export const formatEvent = (event: WebhookEvent, format: WebhookFormat): string =>
  JSON.stringify(FORMATS[format](event))

const FORMATS: Readonly<Record<WebhookFormat, (event: WebhookEvent) => unknown>> = {
  raw: (event) => event,

  /** https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
  slack: (event) => ({
    text: escapeSlack(title(event)),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: title(event).slice(0, 150) } },
      {
        type: 'section',
        fields: fields(event).map(([name, value]) => ({
          type: 'mrkdwn',
          text: `*${name}*\n${escapeSlack(value)}`.slice(0, 2000),
        })),
      },
    ],
  }),

  /** https://docs.discord.com/developers/resources/webhook#execute-webhook */
  discord: (event) => ({
    embeds: [
      {
        title: title(event).slice(0, 256),
        color: COLOURS[event.outcome],
        timestamp: new Date(event.timestamp).toISOString(),
        fields: fields(event).map(([name, value]) => ({
          name,
          value: escapeMarkdown(value).slice(0, 1024),
          inline: true,
        })),
      },
    ],
    // What a client has written must not call people.
    allowed_mentions: { parse: [] },
  }),
}

const COLOURS = { blocked: 0xd32f2f, refused: 0xf57c00, warned: 0xfbc02d, unscanned: 0x757575 } as const

const title = ({ outcome, event, provider }: WebhookEvent): string =>
  `LockLLM proxy: request ${outcome}${event === outcome ? '' : ` (${event})`}${provider ? ` for ${provider}` : ''}`

/** At most ten, as many as a section of Slack's takes. */
function fields(event: WebhookEvent): [string, string][] {
  const places = event.segments.map(({ role, path }) => `${role}: ${path}`).slice(0, 3)
  const all: [string, string | undefined][] = [
    ['Client', event.user_id],
    ['Model', event.model],
    ['Scanner', event.scan_result?.scanner],
    ['Confidence', event.scan_result?.confidence?.toFixed(2)],
    ['Where', places.join('\n') || undefined],
    ['Text', event.input_preview],
    ['Request', event.request_id],
  ]
  return all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
}

/** https://docs.slack.dev/messaging/formatting-message-text#escaping */
const escapeSlack = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const escapeMarkdown = (text: string): string => text.replace(/[\\*_`~|<>[\]()#@]/g, '\\$&')
