/** Tallies against prom-client's own metrics, which they must not differ from. */

import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { AggregatorRegistry, Counter, Histogram, Registry } from 'prom-client'
import { Counts, Durations } from '../../src/observe/tally.ts'

const label = fc.constantFrom('', 'openai', 'a "quoted" one', '__proto__', 200)
const BOUNDS = [0.1, 0.5, 1, 2.5]
const events = fc.array(
  fc.record({
    labels: fc.tuple(label, label, label),
    value: fc.oneof(fc.constantFrom(0, ...BOUNDS), fc.double({ min: 0, max: 4, noNaN: true })),
  }),
)

/** The same events, told to a tally and to the metric that it stands for. */
function both(
  names: readonly string[],
  of: readonly { labels: readonly (string | number)[]; value: number }[],
) {
  const [ours, theirs] = [new Registry(), new Registry()]
  const counts = { name: 'counted_total', help: 'Counted.', labelNames: names }
  const durations = { name: 'lasted_seconds', help: 'Lasted.', labelNames: names.slice(0, 1) }
  const tally = new Counts(ours, counts)
  const lasting = new Durations(ours, durations, BOUNDS)
  const counter = new Counter({ ...counts, registers: [theirs] })
  const histogram = new Histogram({ ...durations, buckets: BOUNDS, registers: [theirs] })
  for (const { labels, value } of of) {
    const named = Object.fromEntries(names.map((name, place) => [name, labels[place] ?? '']))
    tally.add(value, ...(labels.slice(0, names.length) as [string?, string?, string?]))
    counter.inc(named, value)
    lasting.observe(value, labels[0])
    histogram.observe({ [names[0] ?? '']: labels[0] ?? '' }, value)
  }
  return { ours, theirs }
}

const lines = (text: string) => text.split('\n').sort()

describe('are written as prom-client writes its own', () => {
  test.each([1, 2, 3])('with %d labels', async (count) => {
    const names = ['provider', 'endpoint', 'status'].slice(0, count)
    await fc.assert(
      fc.asyncProperty(events, async (of) => {
        const { ours, theirs } = both(names, of)
        expect(lines(await ours.metrics())).toEqual(lines(await theirs.metrics()))
      }),
    )
  })

  test('over several workers', async () => {
    await fc.assert(
      fc.asyncProperty(events, events, async (of, others) => {
        const workers = [both(['provider'], of), both(['provider'], others)]
        const merged = async (registries: Registry[]) =>
          AggregatorRegistry.aggregate(
            await Promise.all(registries.map((registry) => registry.getMetricsAsJSON())),
          ).metrics()
        expect(lines(await merged(workers.map(({ ours }) => ours)))).toEqual(
          lines(await merged(workers.map(({ theirs }) => theirs))),
        )
      }),
    )
  })
})

test('without labels a counter is there from the start', async () => {
  const registry = new Registry()
  new Counts(registry, { name: 'calls_total', help: 'Calls.', labelNames: [] })
  expect(await registry.metrics()).toContain('\ncalls_total 0\n')
})
