/** Everything that a request's scan depends on. Made at start from `[scan]` and what is laid over it; then only read. */

import type { Role } from '../prompt/segment.ts'
import type { RequestScanner } from './scan.ts'
import type { ScanOptions } from './scanner.ts'

export interface ScanProfile {
  readonly scan: RequestScanner
  /** What the configuration asks for. */
  readonly scanOptions: ScanOptions
  /** Without a verdict: fail-closed or fail-open. */
  readonly onError: 'block' | 'allow'
  /** What happens to a body, or a part of one, that cannot be read as text. */
  readonly unscannable: 'block' | 'allow'
  /** What happens to file ids, URLs and stored conversations, which the provider reads and we cannot. */
  readonly references: 'block' | 'allow'
  readonly trustedRoles: ReadonlySet<Role>
  /** Scan first, or forward at once and hold the answer until the verdict. */
  readonly timing: 'before' | 'during'
  /** What a client's `x-lockllm-*` headers may do. */
  readonly clientHeaders: 'tighten' | 'override' | 'ignore'
}
