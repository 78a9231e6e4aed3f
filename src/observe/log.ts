/** The log: JSON lines for machines, coloured lines on a terminal. Never a key, never prompt text. */

import pino, { type Logger } from 'pino'
import pretty from 'pino-pretty'
import type { Output } from './output.ts'

export type Log = Logger

interface LogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  readonly format: 'auto' | 'json' | 'pretty'
  readonly isTerminal: boolean
  readonly output: Output
  /** Stands in every line of a worker. */
  readonly worker?: number
}

export function createLog({ level, format, isTerminal, output, worker }: LogOptions): Log {
  const options: pino.LoggerOptions = {
    level,
    base: worker === undefined ? null : { worker },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: pino.stdSerializers.err },
  }
  const usePretty = format === 'pretty' || (format === 'auto' && isTerminal)
  if (!usePretty) return pino(options, output)
  const prettify = pretty.prettyFactory({
    colorize: isTerminal,
    translateTime: 'SYS:HH:MM:ss.l',
    singleLine: true,
  })
  return pino(options, { write: (line: string) => output.write(String(prettify(line))) })
}
