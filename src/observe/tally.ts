/**
 * Counters and histograms for the request path. prom-client's own put together objects and a key for every event, which took
 * a twentieth of a small request's time; these allocate only where labels are seen for the first time. They join its
 * registry, which writes them out and merges those of several workers. Labels have few values, or memory would grow.
 */

import type { Metric, MetricValueWithName, Registry } from 'prom-client'

type Label = string | number

interface Description {
  readonly name: string
  readonly help: string
  readonly labelNames: readonly string[]
}

/** What is kept for each combination of labels, of which there are at most three. */
class Series<Cell> {
  readonly #names: readonly string[]
  readonly #create: () => Cell
  readonly #cells = new Map<Label, Map<Label, Map<Label, Cell>>>()
  readonly all: { readonly labels: Record<string, Label>; readonly cell: Cell }[] = []

  constructor(names: readonly string[], create: () => Cell) {
    this.#names = names
    this.#create = create
  }

  at(first: Label = '', second: Label = '', third: Label = ''): Cell {
    return this.#cells.get(first)?.get(second)?.get(third) ?? this.#add(first, second, third)
  }

  #add(...[first, second, third]: readonly [Label, Label, Label]): Cell {
    const below = this.#cells.get(first) ?? new Map<Label, Map<Label, Cell>>()
    const lowest = below.get(second) ?? new Map<Label, Cell>()
    const cell = this.#create()
    this.#cells.set(first, below.set(second, lowest.set(third, cell)))
    const values = [first, second, third]
    const labels = Object.fromEntries(this.#names.map((name, place) => [name, values[place] ?? '']))
    this.all.push({ labels, cell })
    return cell
  }
}

/** A counter; without labels it is there, at 0, from the start. */
export class Counts {
  readonly #series: Series<{ value: number }>

  constructor(registry: Registry, { name, help, labelNames }: Description) {
    this.#series = new Series(labelNames, () => ({ value: 0 }))
    if (labelNames.length === 0) this.#series.at()
    register(registry, name, help, 'counter', () =>
      this.#series.all.map(({ labels, cell }) => ({ labels, value: cell.value })),
    )
  }

  add(amount: number, first?: Label, second?: Label, third?: Label): void {
    this.#series.at(first, second, third).value += amount
  }
}

interface Distribution {
  /** Of values in each bucket alone, and above the last one. */
  readonly counts: number[]
  sum: number
  count: number
}

/** A histogram. */
export class Durations {
  readonly #series: Series<Distribution>
  readonly #bounds: readonly number[]

  /** @param bounds of the buckets, in seconds, ascending */
  constructor(registry: Registry, { name, help, labelNames }: Description, bounds: readonly number[]) {
    this.#bounds = bounds
    this.#series = new Series(labelNames, () => ({
      counts: Array.from({ length: bounds.length + 1 }, () => 0),
      sum: 0,
      count: 0,
    }))
    register(registry, name, help, 'histogram', () =>
      this.#series.all.flatMap(({ labels, cell }) => this.#samples(name, labels, cell)),
    )
  }

  observe(seconds: number, label?: Label): void {
    const cell = this.#series.at(label)
    let bucket = 0
    while (bucket < this.#bounds.length && seconds > (this.#bounds[bucket] as number)) bucket++
    cell.counts[bucket] = (cell.counts[bucket] ?? 0) + 1
    cell.sum += seconds
    cell.count++
  }

  /** Each bucket counts those below it, too: https://prometheus.io/docs/concepts/metric_types/#histogram */
  #samples(name: string, labels: Record<string, Label>, { counts, sum, count }: Distribution): Sample[] {
    let below = 0
    const buckets = this.#bounds.map((bound, i) => {
      below += counts[i] ?? 0
      return { labels: { le: bound, ...labels }, value: below, metricName: `${name}_bucket` }
    })
    return [
      ...buckets,
      { labels: { le: '+Inf', ...labels }, value: count, metricName: `${name}_bucket` },
      { labels, value: sum, metricName: `${name}_sum` },
      { labels, value: count, metricName: `${name}_count` },
    ]
  }
}

type Sample = MetricValueWithName<string>

/** The registry asks its metrics for nothing but this. */
function register(
  registry: Registry,
  name: string,
  help: string,
  type: 'counter' | 'histogram',
  samples: () => Sample[],
): void {
  const get = async () => ({ name, help, type, values: samples(), aggregator: 'sum' })
  registry.registerMetric({ name, get } as unknown as Metric)
}
