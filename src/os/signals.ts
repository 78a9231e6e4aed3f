/** What operators say to the process by signals. */

interface SignalHandlers {
  /** SIGTERM or SIGINT, for the first time: end well. */
  readonly onStop: (signal: NodeJS.Signals) => void
  /** The second one: end now, without losing what is to be written down. */
  readonly onHurry: (signal: NodeJS.Signals) => void
  /** SIGHUP: read the configuration again. */
  readonly onReload: () => void
  /** SIGUSR1: open files again. */
  readonly onReopen: () => void
}

/** A third SIGTERM or SIGINT ends the process there and then. */
export function handleSignals({ onStop, onHurry, onReload, onReopen }: SignalHandlers): void {
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
  process.on('SIGUSR1', onReopen)
}

/** 128 and the signal's number: what a shell reports. */
export const exitCode = (signal: NodeJS.Signals): number => (signal === 'SIGINT' ? 130 : 143)
