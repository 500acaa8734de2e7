import type { ItemLine } from '@inkling/contracts'
import { describe, expect, it } from 'vitest'
import { collect } from '../../../../test/collect.ts'
import { jsonFormat } from './json.format.ts'

const options = { type: 'view', latestMs: 2_000_000_000_000 } as const
function convert(content: 'events' | 'items', lines: unknown[]) {
  const sample = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)))
  const reading = jsonFormat.recognise({ name: 'a', digest: 'abc', sample }, { ...options, content })
  if (!reading) throw new Error(`These lines are no ${content}.`)
  return reading.kind === 'events'
    ? collect<object>(reading.converter, sample)
    : collect<object>(reading.converter, sample)
}
const events = (...lines: unknown[]) => convert('events', lines)
const items = (...lines: unknown[]) => convert('items', lines)

describe('NdjsonEvents', () => {
  it('keeps the id and the fields of an event', () => {
    const line = { id: 'e1', type: 'buy', userId: 'u', itemId: 'i', occurredAt: '2026-01-01T00:00:00.000Z', value: 3 }
    expect(events({ ...line, context: { page: 'home' }, receiptId: 'r' }).values).toEqual([
      { ...line, context: { page: 'home' }, receiptId: 'r' },
    ])
  })

  it('reads events with the names of the CSV and with numbers for ids and times', () => {
    expect(events({ session_id: 7, user_id: null, item_id: 12, timestamp: 1_700_000_000_000 }).values).toEqual([
      {
        id: expect.stringMatching(/^abc-\w+-1$/),
        type: 'view',
        sessionId: '7',
        itemId: '12',
        occurredAt: '2023-11-14T22:13:20.000Z',
      },
    ])
  })

  it('skips lines that are no object and counts them', () => {
    const { values, skipped } = events('{"itemId":', '[]', '', { userId: 'u', itemId: 'i' })
    expect(values).toHaveLength(1)
    expect(skipped).toEqual([
      [1, 'notJson'],
      [2, 'notJson'],
    ])
  })

  it('reports fields that events do not have', () => {
    expect(events({ userId: 'u', itemId: 'i', price: 3 })).toMatchObject({
      values: [{ id: expect.stringMatching(/^abc-\w+-1$/), type: 'view', userId: 'u', itemId: 'i' }],
      notes: ['field ignored: price'],
    })
  })
})

describe('NdjsonItems', () => {
  it('keeps the fields of an item and reports others', () => {
    const item = { id: 'a', title: 'A', text: 't', tags: ['x'], attributes: { price: 2 }, url: '/a' }
    expect(items({ ...item, colour: 'red' })).toEqual({ values: [item], skipped: [], notes: ['field ignored: colour'] })
  })

  it('gives an item without a title the first words of its text as title', () => {
    const text = 'words '.repeat(40).trim()
    const [item] = items({ id: 'a', title: ' ', text }).values as ItemLine[]
    expect(item?.title).toMatch(/^(words ){12}words…$/)
    expect(item?.text).toBe(text)
  })

  it('skips items without an id, without any text or with a long id', () => {
    expect(items({ title: 'A' }, { id: 'a', title: '' }, { id: 'x'.repeat(257), title: 'A' }).skipped).toEqual([
      [1, 'noItem'],
      [2, 'noText'],
      [3, 'longId'],
    ])
  })
})
