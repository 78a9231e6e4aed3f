/** A session between a client and a provider that are both in the test's hands. */

import { Abort } from '../../../src/egress/http/abort.ts'
import type { Outcome } from '../../../src/proxy/exchange.ts'
import type { Frame, JudgeEvent } from '../../../src/proxy/websocket/event.ts'
import { createSession, type SessionTotals } from '../../../src/proxy/websocket/session.ts'
import type { UpstreamLeg, UpstreamListener } from '../../../src/proxy/websocket/upstream.ts'

export interface SessionScene {
  readonly session: ReturnType<typeof createSession>
  /** What the provider got, in order. */
  readonly relayed: Frame[]
  /** What the client got, in order. */
  readonly heard: Frame[]
  /** Calls of interest, e.g. `client pause`, `upstream close 1000`. */
  readonly calls: string[]
  readonly abort: Abort
  /** The provider's side speaks. */
  readonly provider: UpstreamListener
  /** Bytes that the provider has not taken; its next frames are not sent until `take` is called. */
  unsent: number
  take(): void
  /** What the client's socket says of the next frames: -1 when it waits, 0 when it drops. */
  status: number
  readonly ended: Promise<{
    readonly outcome: Outcome
    readonly totals: SessionTotals
    readonly cause: unknown
  }>
}

export function startSession(judge: JudgeEvent, idleTimeoutMs = 60_000): SessionScene {
  const relayed: Frame[] = []
  const heard: Frame[] = []
  const calls: string[] = []
  const untaken: (() => void)[] = []
  const abort = new Abort()
  const { promise: ended, resolve } = Promise.withResolvers<Awaited<SessionScene['ended']>>()
  let provider: UpstreamListener | undefined
  const call = (name: string) => () => void calls.push(name)
  const upstream: UpstreamLeg = {
    protocol: '',
    headers: new Headers(),
    listen: (listener) => {
      provider = listener
    },
    send(frame, sent) {
      relayed.push(frame)
      if (scene.unsent > 0) untaken.push(sent)
      else sent()
    },
    buffered: () => scene.unsent,
    pause: call('upstream pause'),
    resume: call('upstream resume'),
    ping: call('upstream ping'),
    terminate: call('upstream terminate'),
    close: (code) => void calls.push(`upstream close ${code}`),
  }
  const session = createSession({
    upstream,
    judge,
    abort,
    idleTimeoutMs,
    onEnd: (outcome, totals, cause) => resolve({ outcome, totals, cause }),
  })
  const scene = {
    session,
    relayed,
    heard,
    calls,
    abort,
    unsent: 0,
    status: 1,
    take() {
      scene.unsent = 0
      for (const sent of untaken.splice(0)) sent()
    },
    ended,
    get provider() {
      if (!provider) throw new Error('the session does not listen')
      return provider
    },
  }
  session.open({
    send(frame) {
      if (scene.status !== 0) heard.push(frame)
      return scene.status
    },
    ping: call('client ping'),
    pause: call('client pause'),
    resume: call('client resume'),
    close: (code, reason = '') => void calls.push(`client close ${code} ${reason}`.trim()),
  })
  return scene
}
