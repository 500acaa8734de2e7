import type { Event } from '@inkling/contracts'
import { describe, expect, it } from 'vitest'
import { partitionEvents } from './partition-events.ts'

const nowMs = Date.parse('2026-11-21T12:00:00Z')
const view: Event = { type: 'view', sessionId: 's', itemId: 'a' }

const known = { nowMs, isOurReceipt: (receiptId: string) => receiptId === 'rcp_1', isOfPages: false }
const linesOf = (values: readonly Event[]) => values.map((value, index) => ({ index, value }))
const sort = (...values: Event[]) => partitionEvents(linesOf(values), known)

describe('partitionEvents', () => {
  it('keeps an event that says everything as it was sent', () => {
    const event = { ...view, id: 'e1', userId: 'u', occurredAt: '2026-11-21T11:00:00Z', value: 2, receiptId: 'rcp_1' }
    expect(sort(event)).toEqual({ events: [{ ...event, index: 0, hasOwnId: true }], rejected: [] })
  })

  it('refuses an event with a receipt that is not of an answer to the tenant, and names the field', () => {
    expect(sort({ ...view, receiptId: 'rcp_2' }, { ...view, receiptId: 'rcp_1' })).toMatchObject({
      events: [{ index: 1 }],
      rejected: [{ index: 0, pointer: '/receiptId', code: 'receipt' }],
    })
  })

  it('takes an event without a time to have happened now', () => {
    expect(sort(view).events).toMatchObject([{ occurredAt: '2026-11-21T12:00:00.000Z' }])
  })

  it('gives an event without an id one that no other has and that makes nothing a duplicate', () => {
    const [first, second] = sort(view, view).events
    expect(first).toMatchObject({ hasOwnId: false, id: expect.stringMatching(/./) })
    expect(second?.id).not.toBe(first?.id)
  })

  it.each([{ userId: 'u' }, { sessionId: 's' }])('takes an event with only %o', (who) => {
    expect(sort({ type: 'view', itemId: 'a', ...who }).events).toHaveLength(1)
  })

  it('refuses an event of nobody', () => {
    expect(sort({ type: 'view', itemId: 'a' })).toMatchObject({
      events: [],
      rejected: [{ index: 0, pointer: '/sessionId', code: 'required' }],
    })
  })

  it('bears with clocks that are five minutes fast and no more', () => {
    expect(sort({ ...view, occurredAt: '2026-11-21T12:05:00.000Z' }).events).toHaveLength(1)
    expect(sort({ ...view, occurredAt: '2026-11-21T12:05:00.001Z' }).rejected).toMatchObject([
      { pointer: '/occurredAt', code: 'future' },
    ])
  })

  it('takes events of any time from a server, and of the last 31 days from a page', () => {
    const old = { ...view, occurredAt: '2026-10-21T11:59:59.999Z' }
    const values = [old, { ...view, occurredAt: '2026-10-21T12:00:00Z' }]
    expect(sort(...values).events).toHaveLength(2)
    expect(partitionEvents(linesOf(values), { ...known, isOfPages: true })).toMatchObject({
      events: [{ index: 1 }],
      rejected: [{ index: 0, pointer: '/occurredAt', code: 'too_old', detail: expect.stringContaining('secret') }],
    })
  })

  it('reads the time zone before it calls a time future', () => {
    expect(sort({ ...view, occurredAt: '2026-11-21T14:00:00+02:00' }).events).toHaveLength(1)
    expect(sort({ ...view, occurredAt: '2026-11-21T11:00:00-02:00' }).rejected).toHaveLength(1)
  })

  it('reports each faulty line by its index and lets the good ones through in their order', () => {
    const fault = { pointer: '/itemId', code: 'required', detail: 'is missing' }
    const { events, rejected } = partitionEvents(
      [
        { index: 0, value: { ...view, itemId: 'first' } },
        { index: 1, fault },
        { index: 2, value: { type: 'view', itemId: 'nobody' } },
        { index: 3, value: { ...view, itemId: 'last' } },
      ],
      known,
    )
    expect(events.map(({ itemId }) => itemId)).toEqual(['first', 'last'])
    expect(rejected).toMatchObject([
      { index: 1, ...fault },
      { index: 2, code: 'required' },
    ])
  })
})
