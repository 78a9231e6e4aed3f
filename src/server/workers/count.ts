/** How many processes share the work. */

import { availableParallelism } from 'node:os'
import type { Config } from '../../config/schema.ts'

/** @returns at least 1; "auto" is one for each core that this process may use */
export const workerCount = ({ server: { workers } }: Config): number =>
  workers === 'auto' ? Math.max(1, availableParallelism()) : workers
