/**
 * Whether bytes are whole zstd frames from the first byte to the last. The runtime's decoder takes a frame that breaks
 * off for a complete one. Frame layout: RFC 8878, section 3.1.
 */

const MAGIC = 0xfd2fb528
/** 0x184D2A50 to 0x184D2A5F. */
const SKIPPABLE_MAGIC = 0x184d2a5
const DICTIONARY_ID_BYTES = [0, 1, 2, 4] as const
const CONTENT_SIZE_BYTES = [0, 2, 4, 8] as const
const CHECKSUM_BYTES = 4
const RLE_BLOCK = 1

export function isWholeZstd(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    let at = 0
    while (at < bytes.byteLength) at = endOfFrame(view, at)
    return at === bytes.byteLength
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/** @throws {RangeError} when the bytes end before the frame does, or are no frame */
function endOfFrame(view: DataView, start: number): number {
  const magic = view.getUint32(start, true)
  if (magic >>> 4 === SKIPPABLE_MAGIC) return start + 8 + view.getUint32(start + 4, true)
  if (magic !== MAGIC) throw new RangeError('not a zstd frame')
  const descriptor = view.getUint8(start + 4)
  const isSingleSegment = (descriptor & 0x20) !== 0
  const sizeFlag = descriptor >>> 6
  const sizeBytes = sizeFlag === 0 && isSingleSegment ? 1 : (CONTENT_SIZE_BYTES[sizeFlag] ?? 0)
  let at = start + 5 + (isSingleSegment ? 0 : 1) + (DICTIONARY_ID_BYTES[descriptor & 3] ?? 0) + sizeBytes
  for (let isLast = false; !isLast; ) {
    const header = view.getUint16(at, true) | (view.getUint8(at + 2) << 16)
    isLast = (header & 1) === 1
    at += 3 + (((header >>> 1) & 3) === RLE_BLOCK ? 1 : header >>> 3)
  }
  return at + ((descriptor & 4) === 0 ? 0 : CHECKSUM_BYTES)
}
