/** Other bytes in some places of a body; all others stay. */

export interface Edit {
  readonly start: number
  /** Behind the last byte that is replaced; `start` to put something in between. */
  readonly end: number
  readonly bytes: Uint8Array
}

/** @param edits in any order, none of them within another */
export function splice(body: Uint8Array, edits: readonly Edit[]): Uint8Array<ArrayBuffer> {
  const pieces: Uint8Array[] = []
  let from = 0
  for (const { start, end, bytes } of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    pieces.push(body.subarray(from, start), bytes)
    from = end
  }
  pieces.push(body.subarray(from))
  return new Uint8Array(Bun.concatArrayBuffers(pieces))
}
