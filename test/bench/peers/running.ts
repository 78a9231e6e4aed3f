/** The stub and the peers that are installed, running; and measurements of each of them in turn. */

import { print } from '../../../src/commands/output.ts'
import { median } from '../../support/figures.ts'
import { outlived, owned } from './children.ts'
import type { Peer, RunningPeer, Stub } from './peer.ts'

export interface RunningStub extends Stub, Disposable {
  readonly pid: number
}

const STUB = `${import.meta.dir}/stub-process.ts`
export const STREAMS_STUB = `${import.meta.dir}/../streams/stub-process.ts`

/** @param script prints its port */
export async function startStub(script = STUB): Promise<RunningStub> {
  const child = owned(Bun.spawn([process.execPath, script], { stdout: 'pipe' }))
  const { value } = await child.stdout.getReader().read()
  if (!value) throw new Error(`${script} ended`)
  const host = `127.0.0.1:${new TextDecoder().decode(value).trim()}`
  const isMeant = outlived(script, child)
  return {
    host,
    pid: child.pid,
    [Symbol.dispose]() {
      isMeant()
      child.kill()
    },
  }
}

/** Those that are installed; of others it is told what is missing. */
export async function installed(peers: readonly Peer[]): Promise<Peer[]> {
  const there: Peer[] = []
  for (const peer of peers) {
    const missing = peer.missing()
    if (missing) await print(`${peer.name}: skipped, ${missing} is not installed\n`)
    else there.push(peer)
  }
  return there
}

export interface NamedPeer {
  readonly name: string
  readonly running: RunningPeer
}

/** Starts those that are installed; the stack stops them. */
export async function startPeers(
  stack: AsyncDisposableStack,
  peers: readonly Peer[],
  stub: Stub,
): Promise<NamedPeer[]> {
  const started: NamedPeer[] = []
  for (const { name, start } of await installed(peers)) {
    started.push({ name, running: stack.use(await start(stub)) })
  }
  return started
}

/**
 * Each in turn, round after round, so that a machine that slows down slows all of them.
 * @param measure round 0 warms up (compilers, pools, verdicts) and does not count; where nothing outlives a round there is none
 * @returns the median of each figure; of errors the most
 */
export async function inTurn<One, Figures extends Readonly<Record<string, number>>>(
  all: readonly One[],
  rounds: number,
  measure: (one: One, round: number) => Promise<Figures>,
  { from = 0 } = {},
): Promise<Map<One, Figures>> {
  const measured = new Map<One, Figures[]>()
  for (let round = from; round <= rounds; round += 1) {
    for (const one of all) {
      const figures = await measure(one, round)
      if (round > 0) measured.set(one, [...(measured.get(one) ?? []), figures])
    }
  }
  return new Map([...measured].map(([one, figures]) => [one, medians(figures)]))
}

/** @param all at least one, all with the same names */
function medians<Figures extends Readonly<Record<string, number>>>(all: readonly Figures[]): Figures {
  const over = (name: string) => all.map((figures) => figures[name] ?? Number.NaN)
  return Object.fromEntries(
    Object.keys(all[0] ?? {}).map((name) => [
      name,
      name === 'errors' ? Math.max(...over(name)) : median(over(name)),
    ]),
  ) as Figures
}
