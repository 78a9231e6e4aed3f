/** Learns one network: see closers.ts. */

import { begunVectors } from './begun-vectors.ts'
import { type CloserExample, learnCloser } from './closer.ts'

declare const self: Worker

self.onmessage = ({ data }: MessageEvent<readonly CloserExample[]>) =>
  self.postMessage(learnCloser(data, begunVectors()))
