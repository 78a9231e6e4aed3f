/** What a log may say of an error. */

import { expect, test } from 'bun:test'
import { describeCause } from '../../src/observe/cause.ts'
import { ProxyError } from '../../src/proxy/errors.ts'
import { ScanError } from '../../src/scan/scanner.ts'

const reset = Object.assign(new Error('https://api.example/?key=secret'), { code: 'ECONNRESET' })
const redis = (message: string) => Object.assign(new Error(message), { name: 'ReplyError' })

test.each([
  [undefined, undefined],
  [new TypeError('secret'), 'TypeError'],
  [reset, 'Error ECONNRESET'],
  ['secret', 'string'],
  [{ message: 'secret' }, 'object'],
  [null, 'object'],
  [Object.assign(new Error('secret'), { code: 7 }), 'Error'],
  [redis('WRONGPASS invalid username-password pair'), 'ReplyError WRONGPASS'],
  [redis('MOVED 6912 127.0.0.1:44801'), 'ReplyError MOVED'],
  [redis('SECRETof the prompt'), 'ReplyError'],
  [new DOMException('secret', 'AbortError'), 'AbortError'],
  [new ScanError('timeout', 'no verdict in time'), 'timeout: no verdict in time'],
  [
    new ScanError('unreachable', 'not reached', { cause: reset }),
    'unreachable: not reached (Error ECONNRESET)',
  ],
  [new ProxyError('invalid_json', { detail: 'secret' }), 'invalid_json'],
  [new ProxyError('provider_unreachable', { cause: reset }), 'provider_unreachable (Error ECONNRESET)'],
  [
    new ProxyError('scan_unavailable', {
      cause: new ScanError('timeout', 'late', { cause: new Error('secret') }),
    }),
    'scan_unavailable (timeout: late (Error))',
  ],
])('%# is %p', (cause, expected) => {
  expect(describeCause(cause)).toBe(expected as string)
})
