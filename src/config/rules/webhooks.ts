/** Receivers of webhooks: URLs that may be secrets, so that no message quotes them. */

import { isLoopbackHost } from '../address.ts'
import type { Report, Rule } from '../rules.ts'
import type { Config } from '../schema.ts'

export const webhookRules: readonly Rule[] = [{ reads: ['webhooks'], check: checkWebhooks }]

function checkWebhooks({ webhooks }: Config, report: Report): void {
  webhooks.forEach(({ url: reference, format, secret }, index) => {
    const path = ['webhooks', index, 'url']
    if (secret && format !== 'raw') {
      report.warning(['webhooks', index, 'secret'], `${format} does not look at signatures`)
    }
    if (!reference.isResolved) return
    const url = URL.parse(reference.reveal())
    if (!url || !/^https?:$/.test(url.protocol)) {
      report.error(path, 'is not a URL that begins with https:// or http://')
    } else if (url.username || url.password) {
      report.error(path, 'must not hold a user name or password; use secret to sign')
    } else if (url.protocol === 'http:' && !isLoopbackHost(url.hostname)) {
      report.warning(path, `tells ${url.host} of requests in plain HTTP`)
    }
  })
}
