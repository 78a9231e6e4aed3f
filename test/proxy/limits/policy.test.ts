/** Who is counted, and which rules a request is under: no spelling of a model or an address is a counter of its own. */

import { describe, expect, test } from 'bun:test'
import { beginExchange, type Exchange } from '../../../src/proxy/exchange.ts'
import { createFindPolicies, networkOf } from '../../../src/proxy/limits/policy.ts'
import { configOf } from '../config.ts'
import { OPTIONS } from '../exchanges.ts'

const find = createFindPolicies(
  configOf({
    limits: {
      rules: [
        { name: 'each', per: ['model'], requests: 1 },
        { name: 'hosts', per: ['address'], requests: 1 },
        { name: 'big', models: ['gpt-4*'], requests: 1 },
      ],
    },
  }).limits.rules,
)
const idsOf = (known: Partial<Exchange>, address = '192.0.2.1') =>
  find({ ...beginExchange('POST', { address }, OPTIONS), ...known }).map(({ check }) => check.id)

test.each(['GPT-4o', 'models/gpt-4o', 'Models/GPT-4O'])('%s is gpt-4o', (model) => {
  expect(idsOf({ model })).toEqual(idsOf({ model: 'gpt-4o' }))
})

test('a rule for a model holds for the name that a route gives it', () => {
  expect(idsOf({ model: 'openai/gpt-4o', upstreamModel: 'gpt-4o' })).toHaveLength(3)
  expect(idsOf({ model: 'gpt-4', upstreamModel: 'my-deployment' })).toHaveLength(3)
  expect(idsOf({ model: 'small', upstreamModel: 'gpt-3' })).toHaveLength(2)
})

describe('an address', () => {
  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['unix', 'unix'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::ffff:c000:201', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::6', '2001:db8:1:2::/64'],
    ['2001:db8::', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('%s counts as %s', (address, network) => {
    expect(networkOf(address)).toBe(network)
  })

  test('of one network is one', () => {
    expect(idsOf({}, '2001:db8::1')).toEqual(idsOf({}, '2001:db8::ffff:1'))
    expect(idsOf({}, '2001:db8::1')).not.toEqual(idsOf({}, '2001:db8:0:1::1'))
  })
})
