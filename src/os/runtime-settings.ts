/** Settings that the runtime takes from the environment, and only at the start of a process. */

/** How many fetches may be under way: 256 if it does not say otherwise. */
const FETCH_CAP = 'BUN_CONFIG_MAX_HTTP_REQUESTS'

const SETTINGS = {
  /** The largest value that the runtime takes; a larger one silently means 256. */
  [FETCH_CAP]: '65535',
  /**
   * Milliseconds after which free memory goes back to the system. By default it goes so soon that large bodies find new
   * pages each time, which takes a tenth of their CPU time (test/bench/peers.ts).
   */
  MIMALLOC_PURGE_DELAY: '1000',
}

/**
 * Replaces the process once, under the same pid, with what is not set yet. Does not return then; where the cap on fetches
 * is set, all is left as it is.
 */
export function applyRuntimeSettings(): void {
  if (process.env[FETCH_CAP] !== undefined || !process.execve) return
  process.execve(process.execPath, [process.execPath, ...commandLine()], { ...SETTINGS, ...process.env })
}

/** Arguments that start this program again: a compiled executable gets its own alone, the interpreter its script first. */
export function commandLine(): readonly string[] {
  const script = Bun.main.startsWith('/$bunfs/') ? [] : [Bun.main]
  return [...script, ...process.argv.slice(2)]
}

/**
 * The first fetch of a process starts the runtime's HTTP thread, which ends the process when no file descriptor is
 * left: so it happens now, to a listener of our own.
 */
export async function warmUpFetch(): Promise<void> {
  const server = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: () => new Response('ok') })
  try {
    // Through itself as a proxy: an egress proxy of the environment shall not see it.
    await (await fetch(server.url, { proxy: server.url.href })).text()
  } finally {
    await server.stop(true)
  }
}
