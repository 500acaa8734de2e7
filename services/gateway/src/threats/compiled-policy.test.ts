import type { SecurityNetwork, SecurityRule } from '@inkling/contracts'
import { expect, it } from 'vitest'
import { compilePolicy, type Examined } from './compiled-policy.ts'

const time = '2026-11-30T12:00:00.000Z'
const rule = (body: Partial<SecurityRule>) =>
  compilePolicy([{ id: 'r', action: 'block', dryRun: false, updatedAt: time, ...body }], []).rules[0]
const sentWith = (headers: Readonly<Record<string, string>>) => ({ header: (name: string) => headers[name] })
const request = (more: Partial<Examined> = {}): Examined => ({
  ...{
    method: 'GET',
    path: '/api/v1/search',
    decodedUrl: '/api/v1/search?q=tea',
    ...sentWith({ 'user-agent': 'curl/8' }),
  },
  ...more,
})

it.each<[string, Partial<SecurityRule>, Partial<Examined>, boolean]>([
  ['a method', { methods: ['POST'] }, {}, false],
  ['a method', { methods: ['POST', 'GET'] }, {}, true],
  ['a path', { path: '/api/v1/*' }, {}, true],
  ['a path', { path: '/api/v2/*' }, {}, false],
  ['a header', { header: { name: 'User-Agent', value: 'curl/*' } }, {}, true],
  ['a header', { header: { name: 'x-none' } }, {}, false],
  ['a size', { minBodyBytes: 10 }, sentWith({ 'content-length': '10' }), true],
  ['a size', { minBodyBytes: 10 }, {}, false],
  ['a pattern', { pattern: 'Q=t' }, {}, true],
  ['several, of which one does not fit', { pattern: 'q=', methods: ['POST'] }, {}, false],
])('a rule with %s fits only what has it', (_, body, more, fits) => {
  expect(rule(body)?.fits(request(more))).toBe(fits)
})

const network = (id: string, range: string, action: 'allow' | 'deny', expiresAt?: string): SecurityNetwork => ({
  ...{ id, network: range, action, createdAt: time },
  ...(expiresAt && { expiresAt }),
})

it('an address is denied by its network, unless an allowed one holds it or the network has ended', () => {
  const { standingOf } = compilePolicy(
    [],
    [
      network('bad', '9.9.0.0/16', 'deny'),
      network('ours', '9.9.9.9', 'allow'),
      network('six', '2620:fe::/32', 'deny'),
      network('over', '8.8.8.0/24', 'deny', '2020-01-01T00:00:00Z'),
    ],
  )
  const of = (address: string) => standingOf(address)?.isAllowed
  expect(['9.9.1.1', '9.9.9.9', '2620:fe::9', '8.8.8.8', '1.1.1.1', 'unknown'].map(of)).toEqual([
    ...[false, true, false],
    ...[undefined, undefined, undefined],
  ])
  expect(standingOf('::ffff:9.9.1.1')?.isAllowed).toBe(false)
})
