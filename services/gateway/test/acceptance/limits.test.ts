import { calls } from '@inkling/contracts'
import { describe, expect, it } from 'vitest'
import { createApi } from '../support/api.ts'
import { newTenant, stranger } from '../support/callers.ts'
import { sharedStack } from '../support/shared-stack.ts'

const state = /^"(\w+)";r=(\d+);t=(\d+)$/

describe('a tenant', () => {
  it('tells a tenant its limits on every answer, also on a rejection', async () => {
    const shop = await newTenant({ plan: 'growth' })
    const answers = [await shop.call(calls.listItems), await shop.refused(calls.getItem, { params: { id: 'none' } })]
    const remaining = answers.map(({ headers }) => {
      expect(headers.get('ratelimit-policy')).toBe('"tenant";q=30000;w=60')
      const [, name, left, seconds] = state.exec(headers.get('ratelimit') ?? '') ?? []
      expect(name).toBe('tenant')
      expect(Number(seconds)).toBeLessThanOrEqual(60)
      return Number(left)
    })
    expect(remaining).toEqual([29_999, 29_998])
  })

  it('a starter tenant gets 1,000 requests per minute, then 429 with the time to wait', async () => {
    const shop = await newTenant({ plan: 'starter' })
    const ask = async () => shop.attempt(calls.getItem, { params: { id: 'none' } })
    // If a minute ends meanwhile, the count starts again, so more than 1,000 requests pass.
    let passed = 0
    while (passed < 2_000) {
      const answers = await Promise.all(Array.from({ length: 25 }, ask))
      passed += answers.filter(({ status }) => status === 404).length
      if (answers.some(({ status }) => status === 429)) break
    }
    expect(passed).toBeGreaterThanOrEqual(1_000)
    expect(passed).toBeLessThan(2_000)
    const { body, headers } = await shop.refused(calls.listItems)
    expect(body).toMatchObject({ status: 429, code: 'rate_limited', retryable: true })
    expect(headers.get('ratelimit')).toMatch(/^"tenant";r=0;t=\d+$/)
    const [, , , seconds] = state.exec(headers.get('ratelimit') ?? '') ?? []
    expect(headers.get('retry-after')).toBe(seconds)
  })

  it('a starter tenant starts 20 runs per minute, and its other calls go on', async () => {
    const shop = await newTenant({ plan: 'starter' })
    // This kind of run does not exist, so nothing is started. A request is counted before it is validated.
    const start = () => shop.refused(calls.createRun, { body: { kind: 'none' } })
    for (let run = 0; run < 20; run++) expect((await start()).body.code).toBe('validation_failed')
    const { body, headers } = await start()
    expect(body).toMatchObject({ status: 429, code: 'rate_limited' })
    expect(headers.get('ratelimit-policy')).toBe('"tenant";q=1000;w=60, "expensive";q=20;w=60')
    expect((await shop.call(calls.listRuns)).status).toBe(200)
  })

  it('never limits a tenant because of the requests of another', async () => {
    const [one, other] = [await newTenant(), await newTenant()]
    const left = async ({ call }: typeof one) => (await call(calls.listItems)).headers.get('ratelimit')?.split(';')[1]
    const before = await left(one)
    for (let i = 0; i < 5; i++) await other.call(calls.listItems)
    expect(Number(before?.slice(2)) - Number((await left(one))?.slice(2))).toBe(1)
  })
})

describe('an address without a valid credential', () => {
  it('an address without a valid key gets 20 requests per minute, then 429 before its key is checked', async () => {
    const unknown = stranger({ authorization: 'Bearer ink_0_0' })
    for (let i = 0; i < 20; i++) expect((await unknown.refused(calls.listItems)).body.code).toBe('unauthenticated')
    const { body, headers } = await unknown.refused(calls.listItems)
    expect(body).toMatchObject({ status: 429, code: 'rate_limited' })
    expect(headers.get('ratelimit-policy')).toBe('"address";q=20;w=60')
  })

  it('an address over its limit does not limit a known valid key at the same address', async () => {
    const shop = await newTenant()
    // The gateway learns the key before the address is over its limit.
    await shop.call(calls.listItems)
    const from = { 'x-forwarded-for': '192.0.2.7' }
    const unknown = createApi(sharedStack().url, from)
    for (let i = 0; i < 21; i++) await unknown.refused(calls.listItems)
    expect((await shop.call(calls.listItems, { headers: from })).status).toBe(200)
  })
})
