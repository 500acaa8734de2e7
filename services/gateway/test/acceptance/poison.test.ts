import { calls } from '@inkling/contracts'
import { describe, expect, it } from 'vitest'
import { newTenant, newTenantId } from '../support/callers.ts'

const longFraction = `2026-11-28T16:00:00.${'1'.repeat(150)}Z`
const pointer = expect.stringContaining('At')
const view = { type: 'view', userId: 'u', itemId: 'i' }
const bad = [longFraction, '2026-06-30T23:59:60Z', '0000-12-31T12:00:00-15:59', '2026-11-28T16:00:00Z[u-ca=hebrew]']

describe('a time that cannot be stored', () => {
  it.each(bad)('is answered with 422 at its field by every call that takes a time: %s', async (time) => {
    const shop = await newTenant()
    const fault = { status: 422, body: { errors: [{ pointer, code: 'format' }] } }
    expect(await shop.refused(calls.postEvents, { body: { ...view, occurredAt: time } })).toMatchObject(fault)
    const item = { params: { id: 'a' }, body: { title: 'A', expiresAt: time } }
    expect(await shop.refused(calls.putItem, item)).toMatchObject(fault)
    const feedback = { body: { receiptId: 'rcp_1', itemId: 'a', signal: 'click' as const, occurredAt: time } }
    expect(await shop.refused(calls.postFeedback, feedback)).toMatchObject(fault)
  })

  it('fails only its own line of a batch', async () => {
    const shop = await newTenant()
    const lines = Array.from({ length: 1_000 }, (_, n) => ({ ...view, ...(n === 500 && { occurredAt: longFraction }) }))
    const { body } = await shop.call(calls.postEvents, { body: lines })
    expect(body).toMatchObject({ accepted: 999, rejected: [{ index: 500, pointer: '/occurredAt' }] })
    const items = Array.from({ length: 100 }, (_, n) => ({
      id: newTenantId(),
      title: 'Item',
      ...(n === 50 && { expiresAt: longFraction }),
    }))
    const { results } = (await shop.call(calls.putItems, { body: items })).body
    expect(results.filter(({ status }) => status === 201)).toHaveLength(99)
    expect(results[50]).toMatchObject({ status: 422, error: { pointer: '/expiresAt' } })
  })

  it('fails only its own request, when four connections keep sending one', async () => {
    const shop = await newTenant({ plan: 'scale' })
    let isOver = false
    const poison = async () => {
      while (!isOver) await shop.refused(calls.postEvents, { body: { ...view, occurredAt: longFraction } })
    }
    const poisoning = Array.from({ length: 4 }, poison)
    const statuses: number[] = []
    for (let n = 0; n < 100; n++) statuses.push((await shop.call(calls.postEvents, { body: view })).status)
    isOver = true
    await Promise.all(poisoning)
    expect(new Set(statuses)).toEqual(new Set([202]))
  })
})

it('of twelve writers who may only create an item, exactly one gets 201 and all others 412', async () => {
  const shop = await newTenant({ plan: 'scale' })
  const create = async (id: string) => {
    const input = { params: { id }, body: { title: 'New' }, headers: { 'if-none-match': '*' } }
    return (await shop.attempt(calls.putItem, input)).status
  }
  for (let trial = 0; trial < 10; trial++) {
    const statuses = await Promise.all(Array.from({ length: 12 }, () => create(`item ${trial}`)))
    expect(statuses.sort()).toEqual([201, ...Array.from({ length: 11 }, () => 412)])
  }
})
