/** `[scan]` as it holds for one kind of request: the whole section with partial ones laid over it. */

import type { Config } from './schema.ts'
import type { ScanOverride } from './schema-scan-request.ts'

export type ScanSettings = Config['scan']

/** @param layers from the general to the special; undefined changes nothing */
export function scanSettings(
  scan: ScanSettings,
  layers: readonly (ScanOverride | undefined)[],
): ScanSettings {
  let settings = scan
  for (const layer of layers) {
    if (!layer) continue
    const { lockllm, local } = settings
    settings = {
      ...settings,
      ...layer,
      lockllm: { ...lockllm, ...layer.lockllm },
      local: { ...local, ...layer.local },
    }
  }
  return settings
}
