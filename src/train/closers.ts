/** Several networks at a time, one for each core: there are as many as folds, and learning them is nearly all the work. */

import { availableParallelism } from 'node:os'
import type { CloserWeights } from '../scan/local/closer.ts'
import type { CloserExample } from './closer.ts'

/** @param jobs what each network learns from @returns their weights, in the same order */
export async function learnClosers(
  jobs: readonly (() => readonly CloserExample[])[],
): Promise<CloserWeights[]> {
  const learned: CloserWeights[] = []
  let next = 0
  const work = async () => {
    for (let job = next++; job < jobs.length; job = next++) learned[job] = await learnApart(jobs[job]!())
  }
  await Promise.all(Array.from({ length: Math.min(jobs.length, availableParallelism()) }, work))
  return learned
}

async function learnApart(examples: readonly CloserExample[]): Promise<CloserWeights> {
  const worker = new Worker(new URL('./closer-worker.ts', import.meta.url))
  try {
    return await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<CloserWeights>) => resolve(data)
      worker.onerror = ({ message }) => reject(new Error(message))
      worker.postMessage(examples)
    })
  } finally {
    worker.terminate()
  }
}
