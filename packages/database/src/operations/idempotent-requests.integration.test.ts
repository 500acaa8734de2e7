import { testDatabase } from '@inkling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { createDatabase } from '../client/create-database.ts'
import { type Claim, claimRequest, endClaim } from './idempotent-requests.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('gateway'), applicationName: 'test', pool: 8 })
const worker = createDatabase({ url: roleUrl('worker'), applicationName: 'test', pool: 1 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), worker.close(), owner.close()]))

const request = (key: string, fingerprint = 'body') => ({
  key: Buffer.from(key),
  fingerprint: Buffer.from(fingerprint),
})
const minute = 60_000
const claim = (key: string, { fingerprint = 'body', claimMs = minute, tenant = 'acme' } = {}) =>
  claimRequest(database.background(tenant), request(key, fingerprint), claimMs)
const executionOf = (made: Claim) => ('executionId' in made ? made.executionId : '')
const end = (key: string, made: Claim, answer: string | null) =>
  endClaim(
    database.background('acme'),
    Buffer.from(key),
    executionOf(made),
    answer === null ? null : Buffer.from(answer),
  )
const age = (key: string, hours: number) =>
  owner.tenant('acme', { name: 'age' }, async (sql) => {
    await sql`update operations.idempotent_requests set created_at = created_at - make_interval(hours => ${hours})
      where tenant_id = 'acme' and key = ${Buffer.from(key)}`
  })

describe('claimRequest', () => {
  it('gives one of many concurrent calls the claim, and tells the others that it is in progress', async () => {
    const claims = await Promise.all(Array.from({ length: 20 }, () => claim('crowd')))
    expect(claims.map(({ state }) => state).toSorted()).toEqual(['claimed', ...Array(19).fill('inProgress')])
  })

  it('returns the first answer that was stored to every later call', async () => {
    const first = await claim('answered')
    await end('answered', first, 'first')
    await end('answered', first, 'second')
    await end('answered', first, null)
    expect(await claim('answered')).toMatchObject({ state: 'answered', answer: Buffer.from('first') })
  })

  it('gives a claim that ended without an answer to the next call, with the same execution id', async () => {
    const first = await claim('failed')
    await end('failed', first, null)
    const second = await claim('failed')
    expect(second).toEqual({ ...first, isNew: false })
    expect((await claim('failed')).state).toBe('inProgress')
  })

  it('gives the claim of a process that was killed to the next call once its time is over', async () => {
    const first = await claim('killed', { claimMs: 0 })
    expect(await claim('killed')).toEqual({ ...first, isNew: false })
  })

  it('refuses another request with the key, while the first is executed and after it has failed or was answered', async () => {
    const first = await claim('mismatch')
    const other = () => claim('mismatch', { fingerprint: 'other body' })
    expect(await other()).toEqual({ state: 'mismatch' })
    await end('mismatch', first, null)
    expect(await other()).toEqual({ state: 'mismatch' })
    await end('mismatch', await claim('mismatch'), 'answer')
    expect(await other()).toEqual({ state: 'mismatch' })
  })

  it('keeps the keys of tenants apart', async () => {
    const [one, other] = [await claim('shared'), await claim('shared', { tenant: 'globex', fingerprint: 'other' })]
    expect([one.state, other.state]).toEqual(['claimed', 'claimed'])
    expect(one).not.toEqual(other)
  })

  it('takes a key as new after 24 hours, with another execution id and also for another request', async () => {
    const first = await claim('old')
    await end('old', first, 'answer')
    await age('old', 23)
    expect((await claim('old')).state).toBe('answered')
    await age('old', 1)
    const second = await claim('old', { fingerprint: 'other body' })
    expect(second).toMatchObject({ state: 'claimed', isNew: true })
    expect(second).not.toEqual(first)
  })
})
