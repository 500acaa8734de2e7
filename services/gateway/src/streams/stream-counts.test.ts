import { InklingError } from '@inkling/errors'
import { describe, expect, it } from 'vitest'
import { StreamCounts, type StreamLimit } from './stream-counts.ts'

const limits = (tenant: string, address: string): StreamLimit[] => [
  { kind: 'address', id: address, max: 2 },
  { kind: 'tenant', id: tenant, max: 3 },
]

function refusalOf(enter: () => unknown): InklingError {
  try {
    enter()
  } catch (error) {
    if (error instanceof InklingError) return error
  }
  throw new Error('the stream was let in')
}

describe('StreamCounts', () => {
  it('refuses one stream more than a limit, names the limit, and lets one in again once another is closed', () => {
    const counts = new StreamCounts(100)
    const leave = counts.enter(limits('shop', 'here'))
    counts.enter(limits('shop', 'here'))
    const refusal = refusalOf(() => counts.enter(limits('shop', 'here')))
    expect(refusal).toMatchObject({ code: 'rate_limited', status: 429 })
    expect(refusal.detail).toContain('2 streams of one address')
    leave()
    counts.enter(limits('shop', 'here'))
    expect(counts.all).toBe(2)
  })

  it('what one tenant or address holds takes nothing from another', () => {
    const counts = new StreamCounts(100)
    for (const address of ['a', 'b', 'c']) counts.enter(limits('shop', address))
    const refusal = refusalOf(() => counts.enter(limits('shop', 'd')))
    expect([refusal.code, refusal.status]).toEqual(['quota_exceeded', 429])
    expect(refusal.detail).toContain('3 streams of one tenant')
    counts.enter(limits('other', 'd'))
    expect(counts.all).toBe(4)
    expect(counts.ofTenants).toEqual([
      { tenantId: 'shop', meter: 'streams', value: 3 },
      { tenantId: 'other', meter: 'streams', value: 1 },
    ])
  })

  it('a refused stream is not counted', () => {
    const counts = new StreamCounts(100)
    const leaves = ['a', 'b', 'c'].map((address) => counts.enter(limits('shop', address)))
    refusalOf(() => counts.enter(limits('shop', 'd')))
    for (const leave of leaves) leave()
    expect(counts.all).toBe(0)
    for (const address of ['d', 'd']) counts.enter(limits('shop', address))
  })

  it('a gateway that holds as many streams as it may asks to come back', () => {
    const counts = new StreamCounts(1)
    counts.enter([])
    const refusal = refusalOf(() => counts.enter([]))
    expect(refusal).toMatchObject({ code: 'overloaded', status: 503 })
    expect(refusal.retryAfterSeconds).toBeGreaterThan(0)
  })
})
