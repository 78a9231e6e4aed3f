/** A URL that the proxy calls. */

import { isLoopbackHost } from '../address.ts'
import type { Path } from '../problem.ts'
import type { Report } from '../rules.ts'

export function checkUpstreamUrl(text: string, path: Path, report: Report): void {
  const url = URL.parse(text)
  if (!url) {
    report.error(path, 'is not a URL, e.g. "https://llm.example.com/v1"')
    return
  }
  if (url.username || url.password) {
    report.error(path, 'must not hold a user name or password; keys belong in api_key')
  }
  if (text.includes('?')) report.error(path, 'must not have a query; a client may send one')
  if (text.includes('#')) report.error(path, 'must not have a fragment (#...)')
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname)) {
    report.warning(path, `sends prompts and keys to ${url.host} in plain HTTP`)
  }
}
