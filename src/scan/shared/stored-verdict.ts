/**
 * A verdict as it stands in Redis: compact, with its time of expiry, and with a MAC under the secret of the cache, so
 * that somebody who can write to Redis cannot forge a "safe". It holds no text of a prompt.
 */

import { createHmac, timingSafeEqual } from 'node:crypto'
import { type Static, Type } from '@sinclair/typebox'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import type { Verdict } from '../scanner.ts'

export interface StoredVerdict {
  readonly verdict: Verdict
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

const Stored = Type.Object({
  e: Type.Number(),
  v: Type.Object({
    scanner: Type.Union([Type.Literal('lockllm'), Type.Literal('local')]),
    safe: Type.Boolean(),
    sensitivity: Type.Union([Type.Literal('low'), Type.Literal('medium'), Type.Literal('high')]),
    injection: Type.Optional(Type.Number()),
    confidence: Type.Optional(Type.Number()),
    categories: Type.Optional(Type.Array(Type.String())),
    policyConfidence: Type.Optional(Type.Number()),
    policyViolations: Type.Optional(
      Type.Array(
        Type.Object({
          policy_name: Type.String(),
          violated_categories: Type.Array(Type.Object({ name: Type.String() })),
        }),
      ),
    ),
    abuse: Type.Optional(
      Type.Object({
        confidence: Type.Number(),
        abuse_types: Type.Array(Type.String()),
        indicators: Type.Optional(Type.Record(Type.String(), Type.Number())),
        recommendation: Type.Optional(Type.String()),
      }),
    ),
    pii: Type.Optional(Type.Object({ entity_types: Type.Array(Type.String()), entity_count: Type.Number() })),
  }),
})
const isStored = TypeCompiler.Compile(Stored)

/** What a scanner quotes of the text (`violation_details`), or makes of it, is left out. */
export function encodeVerdict(
  key: string,
  { verdict: { rewrite: _, ...verdict }, expiresAt }: StoredVerdict,
  secret: Uint8Array,
): string {
  const policyViolations = verdict.policyViolations?.map(({ policy_name, violated_categories }) => ({
    policy_name,
    violated_categories: violated_categories.map(({ name }) => ({ name })),
  }))
  const stored = { e: expiresAt, v: { ...verdict, ...(policyViolations && { policyViolations }) } }
  const json = JSON.stringify(stored)
  return mac(key, json, secret).toString('base64') + json
}

/** @returns undefined for a value that is corrupted, foreign, forged or expired: a miss */
export function decodeVerdict(
  key: string,
  value: string,
  secret: Uint8Array,
  now: number,
): StoredVerdict | undefined {
  const json = value.slice(MAC_CHARS)
  const given = Buffer.from(value.slice(0, MAC_CHARS), 'base64')
  const expected = mac(key, json, secret)
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
  const stored: unknown = JSON.parse(json)
  if (!isStored.Check(stored) || stored.e <= now) return undefined
  const { e, v }: Static<typeof Stored> = stored
  return { verdict: v as Verdict, expiresAt: e }
}

/** 18 bytes are 24 base64 characters without padding. */
const MAC_BYTES = 18
const MAC_CHARS = 24
const mac = (key: string, json: string, secret: Uint8Array): Buffer =>
  createHmac('sha256', secret).update(`${key} ${json}`).digest().subarray(0, MAC_BYTES)
