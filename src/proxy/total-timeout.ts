/** How long a provider may take altogether, to the last byte of its answer. Providers without such a limit pay nothing. */

import type { Abort } from '../egress/http/abort.ts'
import type { Answer, Reader } from '../egress/http/answer.ts'

export class TotalTimeout extends Error {
  override readonly name = 'TotalTimeout'
}

export interface TotalLimit {
  stop(): void
  /** The same answer, whose end ends the limit. */
  upToEndOf(answer: Answer): Answer
}

/** @param abort ends the request, and the answer as one that broke off */
export function limitTotal(abort: Abort, milliseconds: number): TotalLimit {
  const timer = setTimeout(() => abort.abort(new TotalTimeout()), milliseconds)
  const stop = () => clearTimeout(timer)
  abort.addEventListener('abort', stop)
  return {
    stop,
    upToEndOf(answer) {
      if (answer.reader) return { ...answer, reader: readTo(answer.reader, stop) }
      stop()
      return answer
    },
  }
}

const readTo = (reader: Reader, atEnd: () => void): Reader => ({
  async read() {
    const next = await reader.read()
    if (next.done) atEnd()
    return next
  },
  cancel() {
    atEnd()
    return reader.cancel()
  },
})
