/** One event of a client: read, extracted, scanned and decided like the body of a request. */

import type { Endpoint } from '../../prompt/endpoint.ts'
import { isJson, type Json, type JsonObject } from '../../prompt/json.ts'
import type { Segment } from '../../prompt/segment.ts'
import { isToken } from '../../prompt/token.ts'
import type { ScanProfile } from '../../scan/profile.ts'
import type { ScanOptions } from '../../scan/scanner.ts'
import { blockedError } from '../blocked.ts'
import { assertMayUseModels } from '../clients/access.ts'
import { ERRORS, ProxyError } from '../errors.ts'
import { type Exchange, noteSegments } from '../exchange.ts'
import type { HandlerOptions } from '../handler.ts'
import { judge, NOT_YET, readText } from '../judge.ts'
import type { Ticket } from '../limits/limits.ts'
import { estimateTokens } from '../limits/usage.ts'
import type { Refusal, SocketApi } from './api.ts'
import type { SessionContext } from './context.ts'

/** Text or binary, as it came. */
export type Frame = string | Uint8Array<ArrayBuffer>

interface EventJudgeOptions {
  readonly api: SocketApi
  /** The session's. */
  readonly exchange: Exchange
  readonly endpoint: Endpoint
  readonly context: SessionContext
  readonly options: Pick<HandlerOptions, 'limits' | 'maxBodyBytes' | 'audit' | 'onEvent'>
  /** Whether the URL of the session names a model. */
  readonly isModelNamed: boolean
  /** How events are scanned until one names a model. */
  readonly profile: ScanProfile
  /** With what the client asked for when it opened the session. */
  readonly optionsOf: (profile: ScanProfile) => ScanOptions
  /** With routes: how events for these models are scanned; throws when they do not go where the session does. */
  readonly profileFor?: ((models: readonly string[], event: Exchange) => ScanProfile) | undefined
}

/** @returns undefined when the frame may be relayed; never rejects */
export type JudgeEvent = (frame: Frame) => Promise<Refusal | undefined>

/** Personal information in an event that is to be stripped is refused: its text is scanned with that of others. */
const NOT_REWRITTEN = false

const encoder = new TextEncoder()

export function createEventJudge(parts: EventJudgeOptions): JudgeEvent {
  const { api, exchange, context, options } = parts
  const endpoint: Endpoint = { format: parts.endpoint.format, rule: api.rule }
  let { isModelNamed, profile } = parts
  let scanOptions = parts.optionsOf(profile)
  let count = 0

  return async (frame) => {
    const event: Exchange = {
      ...exchange,
      id: `${exchange.id}-${++count}`,
      startedAt: Date.now(),
      startedTick: performance.now(),
      segments: [],
      segmentCount: 0,
      inputChars: 0,
      unscannable: false,
    }
    delete event.decision
    delete event.report
    delete event.audited
    const body = typeof frame === 'string' ? encoder.encode(frame) : frame
    event.requestBytes = body.byteLength
    let ticket: Ticket | undefined
    try {
      const own = read(event, body)
      // Most of the events of a call are sound: nothing to scan, nothing to tell.
      if (own.length === 0 && !event.unscannable) return undefined
      noteSegments(event, own)
      ticket = await options.limits?.admit(event, 'event')
      if (ticket?.countsTokens) event.tokens = estimateTokens(event.inputChars)
      noteSegments(event, context.around(own))
      const decision = await judge(event, profile)
      if (decision.action === 'block') throw blockedError(decision, event.report)
      await options.audit(event)?.catch((cause: unknown) => {
        throw new ProxyError('audit_unavailable', { cause, retryAfter: 1 })
      })
      context.add(own)
      return undefined
    } catch (error) {
      return refuse(asProxyError(error), event, body)
    } finally {
      ticket?.settle()
      if (event.decision || event.error) options.onEvent(event)
    }
  }

  /** @returns the texts of the event */
  function read(event: Exchange, body: Uint8Array): readonly Segment[] {
    if (body.byteLength > options.maxBodyBytes) {
      const detail = `server.max_body is ${options.maxBodyBytes} bytes.`
      throw new ProxyError('body_too_large', { detail })
    }
    const material = { body, contentType: 'application/json', endpoint }
    const first = parts.profileFor ? { ...profile, ...NOT_YET } : profile
    let extracted = readText(material, first, NOT_REWRITTEN)
    checkModels(event, body, extracted.models ?? [])
    if (first !== profile) extracted = readText(material, profile, NOT_REWRITTEN)
    event.scanOptions = scanOptions
    event.unscannable = (extracted.unscannable?.length ?? 0) > 0
    return extracted.segments.filter(({ role }) => !profile.trustedRoles.has(role))
  }

  function checkModels(event: Exchange, body: Uint8Array, named: readonly string[]): void {
    const access = exchange.client.access?.filter(({ model }) => model) ?? []
    if (access.length === 0 && !parts.profileFor && exchange.model !== undefined) return
    const value = objectOf(body)
    const nested = api.models.flatMap((path) => modelOf(memberAt(value, path)))
    const models = [...named, ...nested]
    const first = models.find(isToken)
    if (first !== undefined && exchange.model === undefined) exchange.model = event.model = first
    assertMayUseModels(access, models, !isModelNamed)
    if (models.length > 0 && parts.profileFor) {
      profile = parts.profileFor(models, { ...event })
      scanOptions = parts.optionsOf(profile)
    }
    isModelNamed ||= models.length > 0
  }

  /** An error of ours that is in the audit log before the client hears of it. */
  async function refuse(error: ProxyError, event: Exchange, body: Uint8Array): Promise<Refusal> {
    event.error = error.code
    event.status = ERRORS[error.code].status
    event.cause = error.cause
    let told = error
    await options.audit(event)?.catch((cause: unknown) => {
      told = new ProxyError('audit_unavailable', { cause, retryAfter: 1 })
      event.error = told.code
    })
    return api.refuse(told, event.id, objectOf(body))
  }
}

const asProxyError = (error: unknown): ProxyError =>
  error instanceof ProxyError ? error : new ProxyError('internal_error', { cause: error })

function objectOf(body: Uint8Array): JsonObject | undefined {
  const text = new TextDecoder().decode(body)
  const value: Json = isJson(text) ? JSON.parse(text) : null
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
}

const memberAt = (value: Json | undefined, path: string): Json | undefined =>
  path
    .split('.')
    .reduce<Json | undefined>(
      (outer, name) =>
        typeof outer === 'object' && outer !== null && !Array.isArray(outer) ? outer[name] : undefined,
      value,
    )

function modelOf(value: Json | undefined): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
  return typeof value.model === 'string' ? [value.model] : []
}
