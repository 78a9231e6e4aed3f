/**
 * What ends a request and its answer. Each request has one, and an `AbortController` of the runtime's, whose two objects
 * and listeners live on both sides of it, costs a small request a fifteenth of its CPU time.
 */

/** Called once, at the abort; not at all where it came before. */
export type AbortListener = (() => void) | { handleEvent(): void }

/** As much of an `AbortSignal` as is asked for here, so that one of the runtime's will do as well. */
export interface Signal {
  readonly aborted: boolean
  readonly reason: unknown
  throwIfAborted(): void
  addEventListener(type: 'abort', listener: AbortListener): void
  removeEventListener(type: 'abort', listener: AbortListener): void
}

/** An `AbortController` and its signal in one (https://dom.spec.whatwg.org/#interface-abortcontroller). */
export class Abort implements Signal {
  aborted = false
  reason: unknown
  readonly #listeners = new Set<AbortListener>()

  /** The first reason counts. */
  abort(reason: unknown): void {
    if (this.aborted) return
    this.aborted = true
    this.reason = reason
    // One may take others out, which are then not called any more.
    for (const listener of this.#listeners) {
      try {
        if (typeof listener === 'function') listener()
        else listener.handleEvent()
      } catch (error) {
        // Those that follow must end too, as must whoever aborts.
        reportError(error)
      }
    }
  }

  throwIfAborted(): void {
    if (this.aborted) throw this.reason
  }

  addEventListener(_type: 'abort', listener: AbortListener): void {
    if (!this.aborted) this.#listeners.add(listener)
  }

  removeEventListener(_type: 'abort', listener: AbortListener): void {
    this.#listeners.delete(listener)
  }
}

/** For what takes none but the runtime's own. */
export function nativeSignal(signal: Signal): AbortSignal {
  if (signal instanceof AbortSignal) return signal
  const native = new AbortController()
  const abort = () => native.abort(signal.reason)
  if (signal.aborted) abort()
  else signal.addEventListener('abort', abort)
  return native.signal
}
