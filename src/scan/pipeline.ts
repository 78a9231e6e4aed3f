/**
 * From segments to verdicts at the least cost: what is known is not scanned, what is being scanned is waited for,
 * and the rest is packed into as few calls as possible.
 */

import type { Segment } from '../prompt/segment.ts'
import type { Keyer, VerdictCache } from './cache.ts'
import { type CallLimits, type Calls, createCalls } from './calls.ts'
import { createFlights, type Flight } from './flights.ts'
import { type KeyedUnit, keyOfPack, uniqueUnits } from './keyed-unit.ts'
import type { Limiter } from './limiter.ts'
import { packsOf, textOfPack, type Unit, unitsOf } from './pack.ts'
import type { Scanned } from './policy.ts'
import {
  accountsFor,
  hasFindings,
  ScanError,
  type Scanner,
  type ScanOptions,
  type Verdict,
} from './scanner.ts'

export interface PipelineOptions extends CallLimits {
  readonly scanner: Scanner
  readonly cache: VerdictCache
  readonly keyers: (scanner: Scanner, options: ScanOptions) => Keyer
  /** Most characters of a call; 0 scans each unit by itself, for a scanner whose calls cost nothing. */
  readonly packChars: number
  /** Longest text that is scanned in one piece. */
  readonly windowChars: number
  /** Characters before a segment that are scanned along. */
  readonly contextChars: number
  /** Whether the parts of a pack with a finding are scanned one by one, to know which it was. */
  readonly locate: boolean
  /** Milliseconds that the calls of one request may take together; others may wait for them when it has gone. */
  readonly budgetMs?: number
}

export interface PipelineReport {
  readonly scanned: Scanned[]
  /** Segments that have no verdict, and why. */
  readonly failed: { readonly segments: readonly Segment[]; readonly error: ScanError }[]
  calls: number
  /** Characters sent to the scanner. */
  chars: number
  cacheHits: number
  /** Of the cache hits, those that came from Redis. */
  sharedHits: number
  coalesced: number
}

export interface PartOfRequest {
  /** Of the request, where it asks several pipelines. */
  readonly turns?: Limiter
  /** Which segments are scanned; the others are only what stands before them. All without it. */
  readonly only?: ReadonlySet<Segment>
}

/** Not a promise where all verdicts are remembered, as in nearly every turn of a conversation. */
export type Pipeline = (
  segments: readonly Segment[],
  options: ScanOptions,
  part?: PartOfRequest,
) => PipelineReport | Promise<PipelineReport>

const ALL: PartOfRequest = {}

export function createPipeline(options: PipelineOptions): Pipeline {
  const { scanner, cache, budgetMs = Number.POSITIVE_INFINITY } = options
  const flights = createFlights(budgetMs)

  return (segments, scanOptions, { turns, only } = ALL) => {
    const keyer = options.keyers(scanner, scanOptions)
    const report: PipelineReport = {
      scanned: [],
      failed: [],
      calls: 0,
      chars: 0,
      cacheHits: 0,
      sharedHits: 0,
      coalesced: 0,
    }
    const all = unitsOf(segments, options.windowChars, options.contextChars)
    const units = uniqueUnits(only ? unitsWithin(all, only) : all, keyer)
    const unknown: KeyedUnit[] = []
    for (const unit of units) if (!takeCached(report, unit.key, unit.segments)) unknown.push(unit)
    return unknown.length === 0 ? report : scan(unknown, report, keyer, scanOptions, turns)
  }

  function takeCached(report: PipelineReport, key: string, segments: readonly Segment[]): boolean {
    const verdict = cache.get(key)
    if (!verdict) return false
    report.cacheHits++
    report.scanned.push({ verdict, segments })
    return true
  }

  /** What is not in memory. */
  async function scan(
    unknown: readonly KeyedUnit[],
    report: PipelineReport,
    keyer: Keyer,
    scanOptions: ScanOptions,
    turns: Limiter | undefined,
  ): Promise<PipelineReport> {
    const until = performance.now() + budgetMs
    let calls: Calls | undefined
    const pack = (units: readonly KeyedUnit[]) => packsOf(units, options.packChars)
    const undecided = await scanUnits(await withoutShared(unknown), true)
    // What another request's call left open is scanned by ourselves, without a second wait for somebody else.
    if (undecided.length > 0) await scanUnits(undecided, false)
    return report

    /** Asks Redis for units and for their packs at once. @returns the units that nobody knows */
    async function withoutShared(unknown: readonly KeyedUnit[]): Promise<readonly KeyedUnit[]> {
      const packKeys = pack(unknown).flatMap((units) => (units.length > 1 ? [keyOfPack(units, keyer)] : []))
      const loading = cache.load([...unknown.map(({ key }) => key), ...packKeys])
      if (loading === undefined) return unknown
      report.sharedHits += await loading
      return unknown.filter((unit) => !takeCached(report, unit.key, unit.segments))
    }

    /** @returns the units that the call of another request has not decided */
    async function scanUnits(units: readonly KeyedUnit[], mayJoin: boolean): Promise<readonly KeyedUnit[]> {
      const rest: KeyedUnit[] = []
      const waits: Promise<KeyedUnit | undefined>[] = []
      for (const candidates of pack(units)) {
        const key = keyOfPack(candidates, keyer)
        const packSegments = candidates.flatMap(({ segments }) => segments)
        const flight = flights.find(key, until)
        if (candidates.length > 1 && takeCached(report, key, packSegments)) continue
        // Under the key of a single unit there may be the flight of a larger pack; joinUnit knows what that says.
        if (flight?.units === candidates.length) waits.push(joinWhole(flight, packSegments))
        else rest.push(...candidates)
      }
      const mine: KeyedUnit[] = []
      for (const unit of rest) {
        const flight = mayJoin ? flights.find(unit.key, until) : undefined
        if (flight) waits.push(joinUnit(flight, unit))
        else mine.push(unit)
      }
      const own = pack(mine).map(scanPack)
      const undecided = await Promise.all(waits)
      await Promise.all(own)
      return undecided.filter((unit) => unit !== undefined)
    }

    async function joinWhole(flight: Flight, segments: readonly Segment[]): Promise<undefined> {
      report.coalesced++
      try {
        report.scanned.push({ verdict: await flight.verdict, segments })
      } catch (error) {
        report.failed.push({ segments, error: asScanError(error) })
      }
    }

    async function joinUnit(flight: Flight, unit: KeyedUnit): Promise<KeyedUnit | undefined> {
      const verdict = await flight.verdict.catch(asScanError)
      if (!(verdict instanceof ScanError) && hasFindings(verdict) && flight.units > 1) return unit
      await joinWhole(flight, unit.segments)
      return undefined
    }

    async function scanPack(units: readonly KeyedUnit[]): Promise<void> {
      const packKey = keyOfPack(units, keyer)
      const segments = units.flatMap((unit) => unit.segments)
      try {
        const verdict = await fly(units, packKey)
        if (units.length > 1 && hasFindings(verdict) && options.locate) await locate(units, verdict, segments)
        else report.scanned.push({ verdict, segments })
      } catch (error) {
        report.failed.push({ segments, error: asScanError(error) })
      }
    }

    /** Scans one pack, for everybody who waits for it or for one of its units. */
    async function fly(units: readonly KeyedUnit[], packKey: string, isRemembered = true): Promise<Verdict> {
      const text = textOfPack(units)
      report.calls++
      report.chars += text.length
      calls ??= createCalls(scanner, scanOptions, options, until, turns)
      const flight = { verdict: calls(text), units: units.length, until }
      const keys = new Set([packKey, ...units.map(({ key }) => key)])
      const forget = flights.add(flight, keys)
      try {
        const verdict = await flight.verdict
        // A finding in a pack says nothing of its parts, so it is remembered for the same pack alone.
        if (isRemembered && hasFindings(verdict)) cache.set(packKey, verdict)
        else if (isRemembered) for (const { key } of units) cache.set(key, verdict)
        return verdict
      } catch (error) {
        if (error instanceof ScanError && error.isUnasked) {
          report.calls--
          report.chars -= text.length
        }
        throw error
      } finally {
        forget()
      }
    }

    /**
     * The pack's verdict is dropped only when its parts, scanned one by one, account for all of it: not when a part's
     * own scan failed, and not for an attack that is split over parts which are innocent by themselves. Such parts are
     * not remembered either: the same request would find all of them innocent the next time.
     */
    async function locate(
      units: readonly KeyedUnit[],
      packVerdict: Verdict,
      segments: readonly Segment[],
    ): Promise<void> {
      const parts = await Promise.all(
        units.map(async (unit) => ({
          unit,
          verdict: await fly([unit], unit.key, false).catch(() => undefined),
        })),
      )
      const verdicts = parts.flatMap(({ verdict }) => verdict ?? [])
      const isExplained = verdicts.length === parts.length && accountsFor(verdicts, packVerdict)
      if (!isExplained) report.scanned.push({ verdict: packVerdict, segments })
      for (const [place, { unit, verdict }] of parts.entries()) {
        if (verdict && isExplained) cache.set(unit.key, verdict)
        if (!verdict || !hasFindings(verdict)) continue
        const before = parts.slice(0, place).flatMap((part) => part.verdict ?? [])
        if (accountsFor(before, verdict) && (await isInnocent(unit))) continue
        report.scanned.push({ verdict, segments: unit.segments })
      }
    }

    /** Whether a unit behind a guilty one was flagged for its context alone. */
    async function isInnocent(unit: KeyedUnit): Promise<boolean> {
      if (unit.context === '') return false
      const bare = { ...unit, context: '', key: keyer(unit.text) }
      const verdict = cache.get(bare.key) ?? (await fly([bare], bare.key).catch(() => undefined))
      return verdict !== undefined && !hasFindings(verdict)
    }
  }
}

const unitsWithin = (units: readonly Unit[], segments: ReadonlySet<Segment>): Unit[] =>
  units.filter(({ segment }) => segments.has(segment))

const asScanError = (error: unknown): ScanError =>
  error instanceof ScanError ? error : new ScanError('internal', 'the scanner failed', { cause: error })
