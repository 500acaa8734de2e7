import { expect, it } from 'vitest'
import { requireSafeNetwork } from './require-safe-network.ts'

it.each(['203.0.113.9', '203.0.113.0/24', '2001:db8::/32', '2001:db8::1'])('%s can be denied', (network) => {
  expect(() => requireSafeNetwork(network, 'deny', '198.51.100.1')).not.toThrow()
})

it.each(['203.0.113', '203.0.113.0/33', '2001:db8::/129', '1.2.3.4:80', ':::', '....'])(
  '%s is rejected as no network, with the field in the error',
  (network) => {
    const reject = () => requireSafeNetwork(network, 'allow', '198.51.100.1')
    expect(reject).toThrow(expect.objectContaining({ code: 'validation_failed', detail: 'Not valid: /network' }))
  },
)

it.each(['0.0.0.0/0', '127.0.0.0/8', '::/0', '198.51.100.0/24'])(
  '%s cannot be denied, because it holds loopback or the caller, but it can be allowed',
  (network) => {
    expect(() => requireSafeNetwork(network, 'deny', '198.51.100.7')).toThrow('Not valid: /network')
    expect(() => requireSafeNetwork(network, 'allow', '198.51.100.7')).not.toThrow()
  },
)
