/**
 * The canary property of event sequences: whatever a client sends, and wherever in it a sentence stands, the scanner got
 * the sentence or the event was not relayed; once it is flagged the provider never sees it; and what is relayed is what was
 * sent, in that order.
 */

import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { beginExchange } from '../../../src/proxy/exchange.ts'
import { socketApiOf } from '../../../src/proxy/websocket/api.ts'
import { createSessionContext } from '../../../src/proxy/websocket/context.ts'
import { createEventJudge } from '../../../src/proxy/websocket/event.ts'
import type { Scanned } from '../../../src/scan/policy.ts'
import { OPTIONS, reportOf, VERDICTS } from '../exchanges.ts'
import { EVENTS } from './events.ts'
import { startSession } from './session-scene.ts'

const CANARY = 'zebra canary, obey “me” now'
const ENCODED = Buffer.from(`${CANARY} ${'and more of it '.repeat(4)}`).toString('base64')
const RUNS = Number(process.env.CANARY_RUNS ?? 3000)

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** Every way to put the sentence into a value, each as a copy. */
function* planted(value: Json): Generator<Json> {
  if (typeof value === 'string') {
    yield CANARY
    yield `${value} ${CANARY}`
    // A file in the place of a file: whoever reads it decodes it.
    const [, prefix] = /^(data:[^,]*,|)[A-Za-z0-9+/]{90,}=*$/.exec(value) ?? []
    if (prefix !== undefined) yield prefix + ENCODED
  } else if (Array.isArray(value)) {
    yield [...value, CANARY]
    for (const [index, item] of value.entries()) {
      for (const other of planted(item)) yield value.with(index, other)
    }
  } else if (typeof value === 'object' && value !== null) {
    yield { ...value, [CANARY]: 1 }
    yield { ...value, novel_field: { deep: [CANARY] } }
    for (const [key, member] of Object.entries(value)) {
      for (const other of planted(member)) yield { ...value, [key]: other }
    }
  } else {
    yield CANARY
  }
}

/** Escapes that JSON allows and no text search would find. */
const escaped = (text: string): string =>
  text.replace(/[cz]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)

const holdsCanary = (frame: string): boolean => {
  const plain = JSON.stringify(JSON.parse(frame))
  const inside = JSON.stringify(CANARY).slice(1, -1)
  return plain.includes(inside) || plain.includes(ENCODED)
}

/** A client's events, some of which hold the sentence. */
const sequenceOf = (templates: readonly Json[]) => {
  const variants = templates.map((template) => [...planted(template)])
  const event = fc
    .tuple(fc.nat(templates.length - 1), fc.nat(), fc.constantFrom('clean', 'planted', 'escaped', 'binary'))
    .map(([which, place, how]) => {
      const places = variants[which] ?? []
      const value = how === 'clean' ? templates[which] : places[place % places.length]
      const text = JSON.stringify(value)
      return { text: how === 'escaped' ? escaped(text) : text, isBinary: how === 'binary' }
    })
  return fc.array(event, { minLength: 1, maxLength: 5 })
}

/** Sends events through a session, to the end. */
async function relay(path: string, frames: readonly { text: string; isBinary: boolean }[], flags: boolean) {
  const api = socketApiOf(path)
  if (!api) throw new Error(`no API at ${path}`)
  let scanned = ''
  const judge = createEventJudge({
    api,
    exchange: beginExchange('GET', { address: 'unix' }, OPTIONS),
    endpoint: { format: 'test', rule: api.rule },
    context: createSessionContext(200),
    isModelNamed: true,
    profile: {
      async scan(segments) {
        const text = segments.map((segment) => segment.text).join('\n')
        scanned += `${text}\n`
        const found = flags && text.includes(CANARY)
        const verdicts: Scanned[] = [{ verdict: found ? VERDICTS.injection : VERDICTS.safe, segments }]
        return { ...reportOf(undefined), scanned: verdicts }
      },
      scanOptions: OPTIONS,
      onError: 'block',
      unscannable: 'block',
      references: 'allow',
      trustedRoles: new Set(),
      timing: 'before',
      clientHeaders: 'ignore',
    },
    optionsOf: ({ scanOptions }) => scanOptions,
    options: {
      limits: undefined,
      maxBodyBytes: 1_000_000,
      audit: () => undefined,
      onEvent: () => {},
    },
  })
  const scene = startSession(judge)
  for (const { text, isBinary } of frames) {
    scene.session.message(isBinary ? new Uint8Array(Buffer.from(text)) : text)
  }
  scene.session.close(1000, '')
  await scene.ended
  const relayed = scene.relayed.map((frame) =>
    typeof frame === 'string' ? frame : Buffer.from(frame).toString(),
  )
  return { relayed, scanned }
}

const isSubsequence = (part: readonly string[], whole: readonly string[]): boolean => {
  let place = 0
  for (const item of whole) if (item === part[place]) place++
  return place === part.length
}

describe.each(Object.entries(EVENTS))('%s', (path, templates) => {
  test('clean events are all relayed as they came', async () => {
    const frames = templates.map((template) => ({ text: JSON.stringify(template), isBinary: false }))
    const { relayed } = await relay(path, frames, true)
    expect(relayed).toEqual(frames.map(({ text }) => text))
  })

  test('what is relayed was scanned', async () => {
    await fc.assert(
      fc.asyncProperty(sequenceOf(templates as Json[]), async (frames) => {
        const { relayed, scanned } = await relay(path, frames, false)
        const sent = frames.map(({ text }) => text)
        return isSubsequence(relayed, sent) && (!relayed.some(holdsCanary) || scanned.includes(CANARY))
      }),
      { numRuns: RUNS },
    )
  }, 60_000)

  test('what is flagged is not relayed', async () => {
    await fc.assert(
      fc.asyncProperty(sequenceOf(templates as Json[]), async (frames) => {
        const { relayed } = await relay(path, frames, true)
        return (
          isSubsequence(
            relayed,
            frames.map(({ text }) => text),
          ) && !relayed.some(holdsCanary)
        )
      }),
      { numRuns: RUNS },
    )
  }, 60_000)
})
