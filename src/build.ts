/** What this executable was built from. The Makefile gives the commit with `bun build --define BUILD_COMMIT=...`. */

import { version } from '../package.json'

declare const BUILD_COMMIT: string | undefined

export const VERSION: string = version

/** The git commit, or undefined when it was built, or is run, without one. */
export const COMMIT: string | undefined = typeof BUILD_COMMIT === 'string' ? BUILD_COMMIT : undefined
