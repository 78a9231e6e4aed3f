/**
 * Time-outs of requests, which nearly all end before they are due. Those of one length are due in the order in which they
 * begin, so one timer of the runtime's serves all of them: two a request, and one for each of thousands of streams, cost
 * a small request a fiftieth of its CPU time, and a stream memory.
 */

interface Entry {
  /** As `performance.now()`. */
  readonly due: number
  /** In the order in which they are due, in a ring with its line's head. */
  previous: Entry
  next: Entry
  /** Once it is due. */
  fire(): void
}

/** One that has not ended. */
export class Deadline<Subject> implements Entry {
  readonly due: number
  previous: Entry
  next: Entry
  readonly #line: Line
  readonly #onDue: (subject: Subject) => void
  readonly #subject: Subject

  /**
   * @param length in milliseconds, of which there are few: each has a line of its own
   * @param onDue called once, unless it has ended before
   * @param passed of it already
   */
  constructor(length: number, onDue: (subject: Subject) => void, subject: Subject, passed = 0) {
    this.due = performance.now() + length - passed
    this.#line = lineOf(length)
    this.#onDue = onDue
    this.#subject = subject
    this.previous = this.#line.lastBefore(this.due)
    this.next = this.previous.next
    this.previous.next = this
    this.next.previous = this
    this.#line.watch()
  }

  /** Nothing happens any more; also when it is over. */
  end(): void {
    this.previous.next = this.next
    this.next.previous = this.previous
    this.previous = this
    this.next = this
    this.#line.rest()
  }

  fire(): void {
    this.end()
    this.#onDue(this.#subject)
  }
}

/** Those of one length. */
class Line implements Entry {
  readonly due = Number.NEGATIVE_INFINITY
  previous: Entry = this
  next: Entry = this
  #timer: Timer | undefined
  /** When the timer ends: with the first one, or before it, as that may have ended in the meantime. */
  #timerDue = 0

  lastBefore(due: number): Entry {
    let last = this.previous
    while (last.due > due) last = last.previous
    return last
  }

  /** Has a timer for the first one. */
  watch(): void {
    const { due } = this.next
    if (this.#timer !== undefined && this.#timerDue <= due) return
    clearTimeout(this.#timer)
    this.#timerDue = due
    this.#timer = setTimeout(fire, Math.max(0, due - performance.now()), this)
  }

  /** Leaves no timer behind. */
  rest(): void {
    if (this.next !== this) return
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  fire(): void {
    this.#timer = undefined
    for (const now = performance.now(); this.next !== this && this.next.due <= now; ) this.next.fire()
    if (this.next !== this) this.watch()
  }
}

const fire = (line: Line): void => line.fire()

const lines = new Map<number, Line>()

function lineOf(length: number): Line {
  let line = lines.get(length)
  if (line === undefined) {
    line = new Line()
    lines.set(length, line)
  }
  return line
}
