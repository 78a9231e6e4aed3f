/** How long a provider may take altogether, to the last byte of its answer. Providers without such a limit pay nothing. */

export class TotalTimeout extends Error {
  override readonly name = 'TotalTimeout'
}

export interface TotalLimit {
  stop(): void
  /** The same answer, whose end ends the limit. */
  upToEndOf(response: Response): Response
}

/** @param abort ends the request, and the answer as one that broke off */
export function limitTotal(abort: AbortController, milliseconds: number): TotalLimit {
  const timer = setTimeout(() => abort.abort(new TotalTimeout()), milliseconds)
  const stop = () => clearTimeout(timer)
  abort.signal.addEventListener('abort', stop, { once: true })
  return {
    stop,
    upToEndOf(response) {
      if (!response.body) {
        stop()
        return response
      }
      const { status, statusText, headers } = response
      const body = response.body.pipeThrough(new TransformStream<Uint8Array, Uint8Array>({ flush: stop }))
      return new Response(body, { status, statusText, headers })
    },
  }
}
