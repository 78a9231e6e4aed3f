/** What `doctor` says: lines, each with what to do about it. */

export type Level = 'ok' | 'warn' | 'fail'

export interface Diagnosis {
  readonly level: Level
  /** What was looked at, e.g. `certificate`. */
  readonly subject: string
  readonly finding: string
  /** What to do; missing where nothing is to be done. */
  readonly advice?: string
}

export const ok = (subject: string, finding: string): Diagnosis => ({ level: 'ok', subject, finding })

export const warn = (subject: string, finding: string, advice: string): Diagnosis => ({
  level: 'warn',
  subject,
  finding,
  advice,
})

export const fail = (subject: string, finding: string, advice: string): Diagnosis => ({
  level: 'fail',
  subject,
  finding,
  advice,
})

/** Settles within a time, so that one thing that hangs does not hide the others. */
export async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new DOMException('no answer in time', 'TimeoutError')), milliseconds)
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}
