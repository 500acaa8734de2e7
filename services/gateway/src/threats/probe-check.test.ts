import type { FastifyRequest } from 'fastify'
import { expect, it, vi } from 'vitest'
import { ProbeCheck } from './probe-check.ts'

const identity = (tenantId: string, keyId: string) =>
  ({ tenantId, keyId, plan: 'growth', scopes: [], allowedOrigins: [] }) as const
const body = Buffer.from('{"q": "<script>alert(1)</script>"}')

it('a probe in a body is found of the address, of the key and of the tenant that sent it', () => {
  const seen: string[] = []
  const check = new ProbeCheck({ see: (kind, source) => void seen.push(`${kind} ${source}`) })
  const request = { url: '/api/v1/search' } as FastifyRequest
  check.withBody(request, body, 'address:9.9.9.9', identity('shop', 'k1'))
  check.withBody(request, body, 'address:9.9.9.9', identity('other', 'k2'))
  check.withBody(request, body, 'address:9.9.9.9', undefined)
  const of = (...sources: string[]) => sources.map((source) => `injection ${source}`)
  expect(seen).toEqual([
    ...of('address:9.9.9.9', 'key:k1', 'tenant:shop'),
    ...of('address:9.9.9.9', 'key:k2', 'tenant:other'),
    ...of('address:9.9.9.9'),
  ])
})

it('texts of items may hold anything', () => {
  const see = vi.fn()
  new ProbeCheck({ see }).withBody({ url: '/api/v1/items/a' } as FastifyRequest, body, 'address:9.9.9.9', undefined)
  expect(see).not.toHaveBeenCalled()
})
