import { expect, it } from 'vitest'
import { isTooLong, type Row, toEvent } from './to-event.ts'

const context = { digest: 'abc', type: 'view', unit: 'milliseconds', latestMs: 1_000 } as const
const notes = { note: () => {} }
const row: Row = { session: 's1', user: '', item: 'tea', time: undefined, type: '', value: '' }
const convert = (fields: Partial<Row>) => toEvent({ ...row, ...fields }, 7, context, notes)

it('an event at the latest time is accepted and a later one is in the future', () => {
  expect(convert({ time: '1000' })).toMatchObject({ occurredAt: '1970-01-01T00:00:01.000Z' })
  expect(convert({ time: '1001' })).toBe('future')
})

it('the id of an event differs with every field of its row and with its line', () => {
  const fields = [{}, { session: 's2' }, { user: 'u' }, { item: 'cup' }, { type: 'buy' }, { value: '2' }, { time: '1' }]
  const ids = [...fields, {}].map((changes, n) => {
    const event = toEvent({ ...row, ...changes }, n === fields.length ? 8 : 7, context, notes)
    return typeof event === 'string' ? event : event.id
  })
  expect(new Set(ids).size).toBe(8)
})

it('a row without a time becomes an event without one', () => {
  expect(convert({})).toEqual({
    id: expect.stringMatching(/^abc-\w+-7$/),
    type: 'view',
    sessionId: 's1',
    itemId: 'tea',
  })
})

it.each(['item', 'session', 'user'] as const)('a row is skipped if the %s id has more than 256 bytes', (field) => {
  expect(convert({ [field]: 'a'.repeat(256) })).toMatchObject({ id: expect.stringMatching(/^abc-\w+-7$/) })
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

it.each(['NULL', 'null', 'None', 'NaN', 'nan', 'undefined', '-', '<NA>', '\\N', '  ', ' NULL '])(
  'the user %j is no user, and as a session or an item it is absent',
  (text) => {
    expect(convert({ user: text })).toEqual({
      id: expect.stringMatching(/^abc-\w+-7$/),
      type: 'view',
      sessionId: 's1',
      itemId: 'tea',
    })
    expect(convert({ user: text, session: text })).toBe('noVisitor')
    expect(convert({ item: text })).toBe('noItem')
  },
)

it('ids lose the blanks around them', () => {
  expect(convert({ item: ' tea ', session: '\ts1', user: 'u 1 ' })).toMatchObject({
    itemId: 'tea',
    sessionId: 's1',
    userId: 'u 1',
  })
})

it('a value is kept if it is a number', () => {
  expect(convert({ value: '3.5' })).toMatchObject({ value: 3.5 })
  expect(convert({ value: 'many' })).not.toHaveProperty('value')
})

it('a time of another unit than the rest of the file is named as such', () => {
  const seconds = { ...context, unit: 'seconds', latestMs: 1_800_000_000_000 } as const
  const at = (time: string) => toEvent({ ...row, time }, 7, seconds, notes)
  expect(at('1700000000')).toMatchObject({ occurredAt: '2023-11-14T22:13:20.000Z' })
  expect(at('1700000000000')).toBe('otherUnit')
})
