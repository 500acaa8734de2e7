import { expect, it } from 'vitest'
import { trustedProxies, trustProxyPattern } from './trusted-proxies.ts'

it.each([
  ['0', 0],
  [' 2 ', 2],
  ['10.0.0.0/8', ['10.0.0.0/8']],
  ['10.0.0.0/8, ::1', ['10.0.0.0/8', '::1']],
  ['fd00::/8', ['fd00::/8']],
])('reads %j as the trusted proxies', (setting, proxies) => {
  expect(new RegExp(trustProxyPattern).test(setting)).toBe(true)
  expect(trustedProxies(setting)).toEqual(proxies)
})

it.each(['true', 'false', 'yes', '-1', 'proxy.example'])('rejects the setting %j', (setting) => {
  expect(new RegExp(trustProxyPattern).test(setting)).toBe(false)
})
