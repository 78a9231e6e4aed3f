/**
 * The open listeners, and the change from one set to another: those that stay are not touched, new ones are open
 * before old ones close, and one that is replaced on its address ends without cutting a connection.
 */

import { lstatSync, unlinkSync } from 'node:fs'
import { formatListen, type ListenAddress, overlaps, parseListen } from '../config/address.ts'
import { type Gate, IDLE_SECONDS, type Server } from '../edge.ts'
import { type ListenOptions, listenOn } from '../os/listen.ts'
import { listeningOn, steerToNewest } from '../os/steer.ts'

export interface RunningListener {
  readonly listener: 'proxy' | 'admin'
  /** As the configuration writes it, with the port that the system chose. */
  readonly address: string
  readonly url: string
}

/** A listener as the configuration asks for it. */
export interface WantedListener {
  readonly listener: 'proxy' | 'admin'
  /** As the configuration writes it. */
  readonly address: string
  /** Names the certificate, key and options of TLS: a listener with others is another one. Undefined without TLS. */
  readonly tlsIdentity?: string | undefined
  start(options: ListenOptions, gate: Gate): Server
}

export interface ListenerChange {
  /** The new set, before it takes over. */
  readonly listeners: readonly RunningListener[]
  /** The new set takes over; the rest ends by itself. @param newest how many processes put a new listener on each address */
  commit(newest?: number): void
  /** Closes what was opened. */
  abandon(): Promise<void>
}

export interface Listeners {
  readonly running: readonly RunningListener[]
  /** @throws {Error} with a message for people when one cannot be opened; nothing has changed then */
  prepare(wanted: readonly WantedListener[]): Promise<ListenerChange>
  /**
   * Refuses new connections of applications.
   * @param refuse called when new requests are to be refused: at once, or, where others on the same port may go on, only
   *   when this process is given no more of them
   * @returns when all requests are over
   */
  stopProxies(refuse: () => void): Promise<void>
  /** Cuts what is left. */
  stopAll(): Promise<void>
}

interface Open extends RunningListener {
  readonly wanted: WantedListener
  readonly at: ListenAddress
  readonly server: Server
  readonly gate: Gate
  /** Of a unix socket's file: who has replaced it must not lose it. */
  readonly inode: number | undefined
}

/** What is in the queue of a listener, and requests on their way, when it stops. */
const OVERLAP_MS = 250
/** Connections of a replaced listener are closed by its idle time-out; longer silence means that there is none. */
const LINGER_MS = (IDLE_SECONDS + 4) * 1000
const LINGER_POLL_MS = 1000

/** @param shared whether other processes may listen on the same ports */
export function createListeners(shared: boolean): Listeners {
  let open: readonly Open[] = []
  const ending = new Set<Open>()

  /** @param replaced what stands on the same address; port 0 stays the port that the system chose */
  const start = async (wanted: WantedListener, replaced: Open | undefined): Promise<Open> => {
    const at = replaced?.at ?? parseListen(wanted.address)
    const isReplacing = open.some((other) => overlaps(other.at, at))
    const gate: Gate = { closing: false }
    const server = await listenOn(at, (options) => wanted.start(options, gate), shared || isReplacing)
    return { ...describe(wanted, at, server), wanted, server, gate }
  }

  const retire = async (old: Open, isSteered: boolean) => {
    ending.add(old)
    old.gate.closing = true
    if (isSteered) await quiet(old.server)
    else await sleep(OVERLAP_MS)
    await stop(old, false)
    ending.delete(old)
  }

  return {
    get running() {
      return open
    },
    async prepare(wanted) {
      const previous = open
      const before = new Map(previous.map(({ at }) => [portOf(at), listeningOn(portOf(at))]))
      const next: Open[] = []
      const added: Open[] = []
      try {
        const left = new Set(previous)
        for (const one of wanted) {
          const replaced = [...left].find((old) => isAtSamePlace(old, one))
          if (replaced) left.delete(replaced)
          if (replaced && replaced.wanted.tlsIdentity === one.tlsIdentity) {
            next.push(replaced)
            continue
          }
          const opened = await start(one, replaced)
          next.push(opened)
          added.push(opened)
        }
      } catch (error) {
        await Promise.all(added.map((listener) => stop(listener, true)))
        throw error
      }
      return {
        listeners: next,
        commit(newest = 1) {
          open = next
          for (const old of previous.filter((one) => !next.includes(one))) {
            const heir = added.find(({ at }) => formatListen(at) === formatListen(old.at))
            const port = portOf(old.at)
            const isSteered =
              heir !== undefined &&
              (old.at.kind === 'unix' || steerToNewest(port, before.get(port) ?? new Set(), newest))
            void retire(old, isSteered)
          }
        },
        async abandon() {
          await Promise.all(added.map((listener) => stop(listener, true)))
        },
      }
    },
    async stopProxies(refuse) {
      const proxies = [...open, ...ending].filter(({ listener }) => listener === 'proxy')
      for (const { gate } of proxies) gate.closing = true
      if (!shared) refuse()
      await sleep(OVERLAP_MS)
      refuse()
      await Promise.all(proxies.map((listener) => stop(listener, false)))
    },
    async stopAll() {
      await Promise.all([...open, ...ending].map((listener) => stop(listener, true)))
    },
  }
}

/** Port 0 and the port that came of it are the same place. */
const isAtSamePlace = (old: Open, wanted: WantedListener): boolean =>
  old.listener === wanted.listener && [old.wanted.address, old.address].includes(wanted.address)

const portOf = (address: ListenAddress): number => (address.kind === 'tcp' ? address.port : 0)

/** Never the only reason for the process to live. */
const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds).unref())

/** Resolves when nothing has been asked of a listener for so long that its connections are closed. */
async function quiet(server: Server): Promise<void> {
  for (let silent = 0; silent < LINGER_MS; silent += LINGER_POLL_MS) {
    await sleep(LINGER_POLL_MS)
    if (server.pendingRequests > 0) silent = 0
  }
}

async function stop({ server, at, inode }: Open, cut: boolean): Promise<void> {
  const stopped = server.stop(cut)
  if (at.kind === 'unix' && lstatSync(at.path, { throwIfNoEntry: false })?.ino === inode) unlinkSync(at.path)
  await stopped
}

function describe(wanted: WantedListener, at: ListenAddress, server: Server) {
  const { listener, tlsIdentity } = wanted
  const actual = at.kind === 'tcp' ? { ...at, port: server.port ?? at.port } : at
  const address = formatListen(actual)
  const scheme = tlsIdentity === undefined ? 'http' : 'https'
  return {
    listener,
    address,
    url: actual.kind === 'unix' ? address : `${scheme}://${address}`,
    at: actual,
    inode: actual.kind === 'unix' ? lstatSync(actual.path).ino : undefined,
  }
}
