import { expect, it } from 'vitest'
import { isTooLong, type Row, toEvent } from './to-event.ts'

const context = { digest: 'abc', type: 'view', unit: 'milliseconds', latestMs: 1_000 } as const
const row: Row = { session: 's1', user: '', item: 'tea', time: undefined, type: '' }
const convert = (fields: Partial<Row>) => toEvent({ ...row, ...fields }, 7, context)

it('an event at the latest time is accepted and a later one is in the future', () => {
  expect(convert({ time: '1000' })).toMatchObject({ occurredAt: '1970-01-01T00:00:01.000Z' })
  expect(convert({ time: '1001' })).toBe('future')
})

it('a row without a time becomes an event without one', () => {
  expect(convert({})).toEqual({ id: 'abc-7', type: 'view', sessionId: 's1', itemId: 'tea' })
})

it.each(['item', 'session', 'user'] as const)('a row is skipped if the %s id has more than 256 bytes', (field) => {
  expect(convert({ [field]: 'a'.repeat(256) })).toMatchObject({ id: 'abc-7' })
  expect(convert({ [field]: 'a'.repeat(257) })).toBe('longId')
})

it('the length of an id counts in bytes of UTF-8', () => {
  expect(['é'.repeat(128), `${'é'.repeat(128)}a`, '茶'.repeat(85), '茶'.repeat(86)].map(isTooLong)).toEqual([
    false,
    true,
    false,
    true,
  ])
})
