/**
 * A process of its own that plays a provider whose answers stream; prints its port. `/once/...` streams one event,
 * `/paced/...` one every few milliseconds. `/slow/...` stays silent until `/begin`, then all of these streams get an event
 * in turn until `/end`. Each event says when it was written.
 */

import { EVENTS_TYPE, serveStub } from '../peers/stub-server.ts'

const PACED = { events: 50, everyMs: 4 }
/** Events a second, over all slow streams. */
const SLOW_RATE = 1000
const TURN_MS = 10

const encoder = new TextEncoder()
const event = () =>
  encoder.encode(`data: {"at":${(performance.timeOrigin + performance.now()).toFixed(3)}}\n\n`)
const slow = new Set<ReadableStreamDefaultController<Uint8Array>>()
let timer: Timer | undefined

function* inTurn() {
  for (;;) {
    yield* [...slow]
    yield undefined
  }
}
const turns = inTurn()

function beat(): void {
  for (let written = 0; written < (SLOW_RATE * TURN_MS) / 1000; written += 1) {
    const { value } = turns.next()
    if (value && slow.has(value)) value.enqueue(event())
  }
}

function streamOf(path: string): ReadableStream<Uint8Array> {
  let own: ReadableStreamDefaultController<Uint8Array> | undefined
  return new ReadableStream<Uint8Array>({
    async start(controller) {
      own = controller
      controller.enqueue(event())
      if (path.startsWith('/slow/')) {
        slow.add(controller)
        return
      }
      for (let sent = 1; path.startsWith('/paced/') && sent < PACED.events; sent += 1) {
        await Bun.sleep(PACED.everyMs)
        controller.enqueue(event())
      }
      controller.close()
    },
    cancel() {
      if (own) slow.delete(own)
    },
  })
}

await serveStub((path) => {
  if (path === '/begin' || path === '/end') {
    clearInterval(timer)
    if (path === '/begin') timer = setInterval(beat, TURN_MS)
    return new Response()
  }
  if (path.startsWith('/json/')) return Response.json({ choices: [] })
  return new Response(streamOf(path), { headers: EVENTS_TYPE })
})
