/** Learns one network: see closers.ts. */

import { vectors } from '../scan/local/model/vectors.ts'
import { type CloserExample, learnCloser } from './closer.ts'

declare const self: Worker

self.onmessage = ({ data }: MessageEvent<readonly CloserExample[]>) =>
  self.postMessage(learnCloser(data, vectors()))
