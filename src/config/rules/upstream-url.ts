/** A URL that the proxy calls. */

import { isLoopbackHost } from '../address.ts'
import { isInnerHost } from '../inner-address.ts'
import type { Path } from '../problem.ts'
import type { Report } from '../rules.ts'

/** @param allowInner whether the configuration names link-local addresses on purpose */
export function checkUpstreamUrl(text: string, path: Path, report: Report, allowInner = false): void {
  const url = URL.parse(text)
  if (!url) {
    report.error(path, 'is not a URL, e.g. "https://llm.example.com/v1"')
    return
  }
  if (!allowInner && isInnerHost(url.hostname)) {
    report.error(
      path,
      `${url.hostname} is link-local or a metadata service, which no provider is` +
        (path[0] === 'providers' ? '; if it is meant, set allow_link_local = true' : ''),
    )
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
