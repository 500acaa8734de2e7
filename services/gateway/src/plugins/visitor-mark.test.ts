import type { FastifyRequest } from 'fastify'
import { expect, it } from 'vitest'
import type { Identity } from './request-identity.ts'
import { visitorMark } from './visitor-mark.ts'

const key: Identity = {
  ...{ tenantId: 'acme', keyId: 'key_1', scopes: ['suggestions:read'], plan: 'starter' },
  allowedOrigins: ['https://shop.example'],
}
const from = (ip: string) => ({ ip }) as FastifyRequest
const mark = (ip: string, own: Partial<Identity> = {}) => visitorMark('a secret', { ...key, ...own }, from(ip))

it('one network has one mark, whichever key of pages it uses', () => {
  expect(mark('192.0.2.1')).toMatch(/^[\w-]{11}$/)
  expect(mark('192.0.2.1', { keyId: 'key_2' })).toBe(mark('192.0.2.1'))
  expect(mark('2001:db8:0:1::1')).toBe(mark('2001:db8:0:1::2'))
  expect(mark('192.0.2.2')).not.toBe(mark('192.0.2.1'))
})

it('the mark tells neither the address nor that another tenant saw it', () => {
  expect(mark('192.0.2.1', { tenantId: 'globex' })).not.toBe(mark('192.0.2.1'))
  expect(visitorMark('another secret', key, from('192.0.2.1'))).not.toBe(mark('192.0.2.1'))
})

it('a key of a server, which asks for many people, has none', () => {
  expect(mark('192.0.2.1', { allowedOrigins: [], scopes: ['suggestions:read', 'items:write'] })).toBeUndefined()
})
