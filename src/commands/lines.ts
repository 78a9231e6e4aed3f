/** Lines of a byte stream, in bounded memory: a line that is too long or not UTF-8 comes as what is wrong with it. */

export type Line = { readonly text: string } | { readonly problem: string }

const LINE_FEED = 0x0a

/** @param maxBytes longest line; a longer one is skipped to its end */
export async function* readLines(stream: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Line> {
  let pieces: Uint8Array[] = []
  let length = 0
  for await (const chunk of stream) {
    let start = 0
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      keep(chunk.subarray(start, end))
      yield take()
      start = end + 1
    }
    keep(chunk.subarray(start))
  }
  if (length > 0) yield take()

  function keep(piece: Uint8Array): void {
    length += piece.length
    // Only the length of a line that is too long is of interest.
    if (length > maxBytes) pieces = []
    else pieces.push(piece)
  }

  function take(): Line {
    const line = length > maxBytes ? { problem: `longer than ${maxBytes} bytes` } : decode(pieces)
    pieces = []
    length = 0
    return line
  }
}

function decode(pieces: readonly Uint8Array[]): Line {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(pieces)) }
  } catch {
    return { problem: 'not UTF-8' }
  }
}

/**
 * Maps with up to `limit` calls under way. A result leaves as soon as it and those before it are there, so that a
 * writer may wait for an answer before its next line; a slow reader slows the source.
 */
export async function* mapInOrder<A, B>(
  items: AsyncIterable<A>,
  limit: number,
  map: (item: A) => Promise<B>,
): AsyncGenerator<B> {
  const iterator = items[Symbol.asyncIterator]()
  const underWay: Promise<{ result: B }>[] = []
  const pull = () => iterator.next().then((next) => ({ next }))
  let pulling: ReturnType<typeof pull> | undefined = pull()
  for (;;) {
    const [oldest] = underWay
    const source = underWay.length < limit ? pulling : undefined
    const waits = [oldest, source].filter((wait) => wait !== undefined)
    if (waits.length === 0) return
    const event = await Promise.race(waits)
    if ('result' in event) {
      underWay.splice(0, 1)
      yield event.result
    } else if (event.next.done) {
      pulling = undefined
    } else {
      const call = map(event.next.value).then((result) => ({ result }))
      // A failure is thrown when its turn comes; until then it is not unhandled.
      call.catch(() => {})
      underWay.push(call)
      pulling = pull()
    }
  }
}
