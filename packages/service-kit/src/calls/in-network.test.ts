import { expect, it } from 'vitest'
import { inNetwork } from './in-network.ts'

it.each([
  ['203.0.113.0/24', '203.0.113.9', true],
  ['203.0.113.0/24', '203.0.114.9', false],
  ['203.0.113.9', '203.0.113.9', true],
  ['0.0.0.0/0', '203.0.113.9', true],
  ['2001:db8::/32', '2001:db8::9', true],
  ['2001:db8::/32', '2001:db9::9', false],
  ['203.0.113.0/24', 'fe80::1%eth0', false],
  ['fe80::/10', 'fe80::1%eth0', true],
  ['203.0.113.0/24', '::ffff:203.0.113.9', true],
  ['203.0.113.0/24', 'no address', false],
])('of the network %s, %s is a member: %s', (network, address, isIn) => {
  expect(inNetwork(network)?.(address)).toBe(isIn)
})

it.each([
  ...['', '/', '203.0.113.0/', '203.0.113.0/33', '203.0.113.0/-1', '203.0.113.0/1.5', '203.0.113.0/1e1'],
  ...[
    '203.0.113.0/0x8',
    '203.0.113.0/ 8',
    '0.0.0.0/00',
    '203.0.113.0/024',
    '203.0.113.0/8/9',
    '203.0.113/24',
    '2001:db8::/129',
    'fe80::1%eth0/10',
  ],
])('"%s" is no network', (network) => {
  expect(inNetwork(network)).toBeUndefined()
})
