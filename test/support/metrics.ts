/** The binary's /metrics, as numbers. */

import type { RunningProxy } from './binary.ts'

export interface Samples {
  /** A sample by its name without the prefix, and its labels as printed: `verdicts_total{scanner="local",verdict="safe"}`. */
  (name: string): number | undefined
  readonly text: string
}

/** Reads all samples now. */
export async function samplesOf(proxy: Pick<RunningProxy, 'adminUrl'>): Promise<Samples> {
  const text = await (await fetch(`${proxy.adminUrl}/metrics`)).text()
  const values = new Map<string, number>()
  for (const line of text.split('\n')) {
    const match = /^lockllm_proxy_(\S+?(?:\{.*\})?) (\S+)$/.exec(line)
    if (match?.[1]) values.set(match[1], Number(match[2]))
  }
  return Object.assign((name: string) => values.get(name), { text })
}

/** Reads until `accept` does: what the binary does in the background has then happened. */
export async function samplesWhen(
  proxy: Pick<RunningProxy, 'adminUrl'>,
  accept: (samples: Samples) => boolean,
): Promise<Samples> {
  for (;;) {
    const samples = await samplesOf(proxy)
    if (accept(samples)) return samples
    await Bun.sleep(5)
  }
}
