/** With its import `serve` gets the settings that the runtime wants at the start of a process. */

import { applyRuntimeSettings } from './runtime-settings.ts'

if (process.argv[2] === 'serve') applyRuntimeSettings()
