/**
 * The runtime allows 256 simultaneous fetches unless BUN_CONFIG_MAX_HTTP_REQUESTS says otherwise at the start of the
 * process. `serve` therefore replaces itself once, under the same pid, with the variable set.
 */

const VARIABLE = 'BUN_CONFIG_MAX_HTTP_REQUESTS'
/** The largest value that the runtime takes; a larger one silently means 256. */
const MOST_REQUESTS = '65535'

/** Does not return when the process is replaced. */
export function liftFetchCap(): void {
  if (process.env[VARIABLE] !== undefined || !process.execve) return
  process.execve(process.execPath, [process.execPath, ...commandLine()], {
    ...process.env,
    [VARIABLE]: MOST_REQUESTS,
  })
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
