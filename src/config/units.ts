/** Durations and sizes as people write them in a configuration: "500ms", "5s", "10m", "1h"; "64KiB", "32MiB". */

const MILLISECONDS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}
const BYTES: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1000,
  MB: 1_000_000,
  GB: 1_000_000_000,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
}

export const DURATION_PATTERN = '^\\d+(\\.\\d+)?(ms|s|m|h|d)$'
export const SIZE_PATTERN = '^\\d+(\\.\\d+)?(B|KB|MB|GB|KiB|MiB|GiB)$'
const DURATION = new RegExp(DURATION_PATTERN)
const SIZE = new RegExp(SIZE_PATTERN)

function parse(text: string, pattern: RegExp, units: Readonly<Record<string, number>>): number {
  const unit = pattern.exec(text)?.at(-1) ?? ''
  const size = units[unit]
  if (size === undefined) throw new RangeError(`not a quantity with a unit: ${text}`)
  return Math.round(Number(text.slice(0, -unit.length)) * size)
}

/** @returns milliseconds @throws {RangeError} when the text does not match `DURATION_PATTERN` */
export const parseDuration = (text: string): number => parse(text, DURATION, MILLISECONDS)

/** @returns bytes @throws {RangeError} when the text does not match `SIZE_PATTERN` */
export const parseSize = (text: string): number => parse(text, SIZE, BYTES)

/** The shortest exact spelling, the reverse of `parseDuration`. */
export function formatDuration(milliseconds: number): string {
  for (const unit of ['d', 'h', 'm', 's'] as const) {
    const length = MILLISECONDS[unit] ?? 1
    if (milliseconds >= length && milliseconds % length === 0) return `${milliseconds / length}${unit}`
  }
  return `${milliseconds}ms`
}

/** The shortest exact spelling, the reverse of `parseSize`. */
export function formatSize(bytes: number): string {
  for (const unit of ['GiB', 'MiB', 'KiB'] as const) {
    const length = BYTES[unit] ?? 1
    if (bytes >= length && bytes % length === 0) return `${bytes / length}${unit}`
  }
  return `${bytes}B`
}
