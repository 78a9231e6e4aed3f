/** What operators say to the process by signals. */

export interface SignalHandlers {
  /** SIGTERM or SIGINT, for the first time: end well. */
  readonly onStop: (signal: NodeJS.Signals) => void
  /** The second one: end now, without losing what is written down. */
  readonly onHurry: (signal: NodeJS.Signals) => void
  /** SIGHUP: read the configuration again. */
  readonly onReload: () => void
}

/** A third SIGTERM or SIGINT ends the process there and then. */
export function handleSignals({ onStop, onHurry, onReload }: SignalHandlers): void {
  let received = 0
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      received++
      if (received === 1) onStop(signal)
      else if (received === 2) onHurry(signal)
      else process.exit(exitCode(signal))
    })
  }
  process.on('SIGHUP', onReload)
}

/** 128 and the signal's number: what a shell reports. */
export const exitCode = (signal: NodeJS.Signals): number => (signal === 'SIGINT' ? 130 : 143)
