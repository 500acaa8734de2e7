import { describe, expect, it } from 'vitest'
import { collect } from '../../../../test/collect.ts'
import { csvFormat } from './csv.format.ts'

const options = { type: 'view', latestMs: 2_000_000_000_000 } as const
function convert(...lines: string[]) {
  const reading = csvFormat.recognise({ name: 'a.csv', digest: 'abc', sample: lines }, options)
  if (reading?.kind !== 'events') throw new Error('These lines are no events.')
  return collect(reading.converter, lines)
}
const itemsOf = (...lines: string[]) => convert(...lines).values.map(({ itemId }) => itemId)
const header = 'session_id,user_id,item_id,timestamp'

describe('csvFormat', () => {
  it('makes the id of an event from the content of the file and the line', () => {
    expect(convert(header, 's1,u1,i1,60').values).toEqual([
      {
        id: expect.stringMatching(/^abc-\w+-2$/),
        type: 'view',
        sessionId: 's1',
        userId: 'u1',
        itemId: 'i1',
        occurredAt: '1970-01-01T00:01:00.000Z',
      },
    ])
  })

  it('finds columns by their names, in any order and in either case', () => {
    const { values, notes } = convert('price,Item_Id,type,userId,occurredAt', '9,i1,buy,u1,60', '9,i2,,u1,61')
    expect(values).toEqual([
      {
        id: expect.stringMatching(/^abc-\w+-2$/),
        type: 'buy',
        userId: 'u1',
        itemId: 'i1',
        occurredAt: '1970-01-01T00:01:00.000Z',
      },
      {
        id: expect.stringMatching(/^abc-\w+-3$/),
        type: 'view',
        userId: 'u1',
        itemId: 'i2',
        occurredAt: '1970-01-01T00:01:01.000Z',
      },
    ])
    expect(notes).toEqual(['columns ignored: price'])
  })

  it('accepts a row without a session or without a user, but not without both', () => {
    const { values, skipped } = convert(header, 's1,,i1,1', ',u1,i1,2', ',,i1,3')
    expect(values).toHaveLength(2)
    expect(skipped).toEqual([[4, 'noVisitor']])
  })

  it('skips rows that are no event, with the reason', () => {
    const long = 'é'.repeat(128)
    const lines = [
      's,,,1',
      's,,i,later',
      's,,i,',
      's,,i,2000000001',
      `s,,${long},1`,
      `s,,${long}x,1`,
      's,,i',
      's,,i,1,',
    ]
    const { values, skipped } = convert(header, ...lines)
    expect(values.map(({ itemId }) => itemId)).toEqual([long])
    expect(skipped).toEqual([
      [2, 'noItem'],
      [3, 'badTime'],
      [4, 'badTime'],
      [5, 'future'],
      [7, 'longId'],
      [8, 'columns'],
      [9, 'columns'],
    ])
  })

  it('sends no time if the file has none', () => {
    expect(convert('user_id,item_id', 'u1,i1').values[0]).not.toHaveProperty('occurredAt')
  })

  it('reads quoted fields with commas, quotes and line ends', () => {
    expect(itemsOf(header, '"s1","","a,b","1"', 's1,,"say ""hi""",2', 's1,,"two', '', 'lines",3', 's1,,i4,4')).toEqual([
      'a,b',
      'say "hi"',
      'two\n\nlines',
      'i4',
    ])
  })

  it('skips only the row with a stray quote', () => {
    const { values, skipped } = convert(
      header,
      's,,i2,2',
      's,,"i3,3',
      's,,i4,4',
      's,,5" disk,5',
      's,,i6,6',
      's,,"i7",7',
    )
    expect(values.map(({ itemId }) => itemId)).toEqual(['i2', 'i4', 'i6', 'i7'])
    expect(skipped).toEqual([
      [3, 'malformed'],
      [5, 'malformed'],
    ])
  })

  it('reads on after a quote that never ends', () => {
    const rows = Array.from({ length: 500 }, (_, i) => `s,,i${i},${i}`)
    const { values, skipped } = convert(header, 's,,"open,1', ...rows)
    expect(values).toHaveLength(500)
    expect(skipped).toEqual([[2, 'malformed']])
  })
})
