import { describe, expect, it } from 'vitest'
import { importLines } from '../../../../test/import-lines.ts'

const event = { type: 'view', sessionId: 's1', itemId: 'a', occurredAt: '2026-10-31T07:00:00.000Z' }
const header = 'session_id,item_id,timestamp'
const row = 's1,a,1793430000'

describe('csvFormat', () => {
  it.each([
    [[header, row]],
    [[header, row].map((line) => line.replaceAll(',', ';'))],
    [[header, row].map((line) => line.replaceAll(',', '\t'))],
    [[header, row].map((line) => line.replaceAll(',', '|'))],
    [[header, row].map((line) => line.replaceAll(',', ', '))],
    [['# exported 2026-11-01', header, row]],
    [['sep=;', header.replaceAll(',', ';'), row.replaceAll(',', ';')]],
    [[`# ${header}`, row]],
    [['"Session ID","Item ID","Timestamp"', '"s1","a","2026-10-31 07:00:00"']],
    [['SESSION_ID,ITEM_ID,TIMESTAMP', row]],
    [['session_id,item_id,timestamp,timestamp', `${row},1`]],
  ])('reads %j', (lines) => {
    const { format, events } = importLines(lines)
    expect(format).toBe('csv events')
    expect(events).toMatchObject([event])
  })

  it.each([
    ['csv events (MovieLens)', ['userId,movieId,rating,timestamp', '1,a,4.5,1793430000'], { userId: '1', value: 4.5 }],
    [
      'csv events (RetailRocket)',
      ['timestamp,visitorid,event,itemid,transactionid', '1793430000000,7,addtocart,a,'],
      { userId: '7', type: 'addtocart' },
    ],
    [
      'csv events (Gorse)',
      ['FeedbackType,UserId,ItemId,Timestamp', 'favorite,7,a,2026-10-31 07:00:00 +0000 UTC'],
      { userId: '7', type: 'favorite' },
    ],
    [
      'csv events (Yoochoose clicks)',
      ['1,2026-10-31T07:00:00.000Z,214536502,0'],
      { sessionId: '1', itemId: '214536502' },
    ],
    ['csv events (MovieLens ratings.dat)', ['1::1193::5::1793430000'], { userId: '1', itemId: '1193', value: 5 }],
  ])('recognises %s', (format, lines, fields) => {
    const { format: found, events } = importLines(lines)
    expect(found).toBe(format)
    expect(events).toMatchObject([{ ...fields, occurredAt: event.occurredAt }])
  })

  it('maps columns by --columns and names them by --header', () => {
    const columns = { item: 'thing', user: 'who' }
    expect(importLines(['who,thing', 'u1,a'], { columns }).events).toMatchObject([{ userId: 'u1', itemId: 'a' }])
    const named = importLines(['u1;a', 'u2;b'], { header: ['user_id', 'item_id'] })
    expect(named.events).toMatchObject([
      { userId: 'u1', itemId: 'a' },
      { userId: 'u2', itemId: 'b' },
    ])
    expect(() => importLines(['who,item_id', 'u,a'], { columns: { user: 'whom', session: 'who' } })).toThrow(
      'no column whom',
    )
  })

  it('never takes the first row of a file without a header as one', () => {
    expect(() => importLines(['7,2026-10-31,b', '8,2026-10-31,c'])).toThrow('--header')
  })

  it('skips a header that is repeated, and rows with bytes of another encoding', () => {
    expect(importLines([header, row, header, 's1,caf\uDCE9,1793430000']).skipped).toEqual([
      [3, 'header'],
      [4, 'encoding'],
    ])
  })

  it('reads items', () => {
    const lines = ['id,title,text,tags', 'p1,Copper pipe,15 mm tube,"pipe, copper"', 'p2,,ball valve,a|b']
    expect(importLines(lines)).toMatchObject({
      format: 'csv items',
      items: [
        { id: 'p1', title: 'Copper pipe', text: '15 mm tube', tags: ['pipe', 'copper'] },
        { id: 'p2', title: 'ball valve', text: 'ball valve', tags: ['a', 'b'] },
      ],
    })
  })

  it('reads the products of a Shopify export once each', () => {
    const lines = [
      'Handle,Title,Body (HTML),Tags,Type',
      'tea,Green tea,<p>Leaves</p>,"tea, green",Food',
      'tea,,,,',
      'mug,Mug,,,',
    ]
    const { format, items, skipped } = importLines(lines)
    expect(format).toBe('csv items (Shopify)')
    expect(items.map(({ id }) => id)).toEqual(['tea', 'mug'])
    expect(skipped).toEqual([[3, 'variant']])
  })

  it('reads the passages of MS MARCO', () => {
    expect(importLines(['0\tThe presence of "minds.', '1\tThe project.']).items).toHaveLength(2)
  })
})
