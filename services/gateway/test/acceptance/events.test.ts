import { calls, type Event } from '@inkling/contracts'
import { describe, expect, it } from 'vitest'
import { newTenant } from '../support/callers.ts'

const shop = await newTenant()

const view = (itemId: string, more: Partial<Event> = {}): Event => ({ type: 'view', userId: 'ada', itemId, ...more })
const post = async (body: unknown, headers = {}) => (await shop.call(calls.postEvents, { body, headers })).body

describe('forms', () => {
  it('accepts one event with every field', async () => {
    const { receiptId } = (await shop.call(calls.predict, { body: {} })).body
    const event = view('a', {
      id: 'whole',
      sessionId: 's',
      occurredAt: '2026-01-01T00:00:00Z',
      value: 9.5,
      context: { page: 'home', depth: 2, signedIn: true },
      receiptId,
    })
    expect(await post(event)).toEqual({ accepted: 1, duplicates: 0, rejected: [] })
  })

  it('rejects an event with a receiptId that is made up or another tenant’s, and accepts the others', async () => {
    const theirs = (await (await newTenant()).call(calls.predict, { body: {} })).body.receiptId
    const ours = (await shop.call(calls.predict, { body: {} })).body.receiptId
    const { accepted, rejected } = await post(['rcp_x', theirs, ours].map((receiptId) => view('a', { receiptId })))
    expect(accepted).toBe(1)
    expect(rejected).toMatchObject([0, 1].map((index) => ({ index, pointer: '/receiptId', code: 'receipt' })))
    const single = await shop.refused(calls.postEvents, { body: view('a', { receiptId: theirs }) })
    expect(single.body).toMatchObject({ status: 422, errors: [{ pointer: '/receiptId' }] })
  })

  it('accepts an array of up to 1,000 events', async () => {
    const events = Array.from({ length: 1000 }, (_, i) => view(`item-${i % 50}`, { sessionId: `s${i >> 3}` }))
    expect(await post(events)).toEqual({ accepted: 1000, duplicates: 0, rejected: [] })
  })

  it('rejects only the invalid line of NDJSON, with its index and pointer', async () => {
    const lines = [
      JSON.stringify(view('a')),
      JSON.stringify({ type: 'view', itemId: 'a' }),
      '',
      JSON.stringify(view('a', { value: 'high' as never })),
      'not json',
      JSON.stringify(view('b')),
    ]
    const { accepted, rejected } = await post(lines.join('\r\n'), { 'content-type': 'application/x-ndjson' })
    expect(accepted).toBe(2)
    expect(rejected).toMatchObject([
      { index: 1, pointer: '/sessionId', code: 'required' },
      { index: 2, pointer: '/value', code: 'type' },
      { index: 3, pointer: '', code: 'malformed_json' },
    ])
  })
})

describe('identity', () => {
  it('counts an event with a known id as a duplicate, even if its other fields differ', async () => {
    await post(view('a', { id: 'e1' }))
    expect(await post(view('b', { id: 'e1', occurredAt: '2026-02-01T00:00:00Z' }))).toMatchObject({
      accepted: 0,
      duplicates: 1,
    })
  })

  it('stores the first of two events with the same id in an array', async () => {
    const twice = [view('a', { id: 'e2' }), view('b', { id: 'e2' })]
    expect(await post(twice)).toMatchObject({ accepted: 1, duplicates: 1 })
  })

  it('never counts an event without an id as a duplicate', async () => {
    expect(await post([view('a'), view('a')])).toMatchObject({ accepted: 2, duplicates: 0 })
  })

  it('accepts each event once if concurrent requests send the same events', async () => {
    const events = Array.from({ length: 40 }, (_, i) => view('a', { id: `race-${i}` }))
    const answers = await Promise.all(Array.from({ length: 8 }, () => post(events)))
    expect(answers.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(40)
    expect(answers.reduce((sum, { duplicates }) => sum + duplicates, 0)).toBe(7 * 40)
  })

  it('accepts an event id that another tenant has used', async () => {
    const other = await newTenant()
    await post(view('a', { id: 'mine' }))
    const { body } = await other.call(calls.postEvents, { body: view('a', { id: 'mine' }) })
    expect(body.accepted).toBe(1)
  })
})

describe('a load made on a guess', () => {
  it.each(['prefetch', 'prefetch;prerender'])('stores no event of a load with Sec-Purpose: %s', async (purpose) => {
    const tenant = await newTenant()
    const body = [view('seen', { id: 'e1' }), { type: 'view', itemId: 'nobody' }]
    const { body: answer } = await tenant.call(calls.postEvents, { body, headers: { 'sec-purpose': purpose } })
    expect(answer).toMatchObject({ accepted: 0, duplicates: 0, ignored: 1, rejected: [{ index: 1 }] })
    const { body: again } = await tenant.call(calls.postEvents, { body: view('seen', { id: 'e1' }) })
    expect(again).toEqual({ accepted: 1, duplicates: 0, rejected: [] })
  })
})

describe('times', () => {
  const accepted = async (occurredAt: string) => (await post(view('a', { occurredAt }))).accepted

  it('accepts an event of long ago', async () => {
    expect(await accepted('1998-05-01T00:00:00Z')).toBe(1)
    expect(await accepted('2015-07-01T12:00:00.123456+02:00')).toBe(1)
  })

  it('accepts an event of a clock that is some minutes ahead', async () => {
    expect(await accepted(new Date(Date.now() + 4 * 60_000).toISOString())).toBe(1)
  })
})
