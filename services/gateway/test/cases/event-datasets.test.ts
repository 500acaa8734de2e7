import { expect, it } from 'vitest'
import { commandFolder } from '../support/command-folder.ts'
import { readEach, readOne, tryFile } from '../support/imports.ts'

const folder = await commandFolder()

/** The format of a published data set or tool, some lines of it, and the events that they are. */
const datasets = [
  [
    'MovieLens',
    ['userId,movieId,rating,timestamp', '7,1210,4.5,1714990000'],
    { type: 'view', userId: '7', itemId: '1210', value: 4.5, occurredAt: '2024-05-06T10:06:40.000Z' },
  ],
  [
    'MovieLens ratings.dat',
    ['7::1210::4::1714990000', '7::260::5::1714990060'],
    { userId: '7', itemId: '1210', value: 4, occurredAt: '2024-05-06T10:06:40.000Z' },
  ],
  [
    'RetailRocket',
    ['timestamp,visitorid,event,itemid,transactionid', '1714990000000,81,addtocart,4410,'],
    { type: 'addtocart', userId: '81', itemId: '4410', occurredAt: '2024-05-06T10:06:40.000Z' },
  ],
  [
    'Yoochoose clicks',
    ['31,2024-05-06T10:06:40.250Z,8812,0', '31,2024-05-06T10:07:40.250Z,8813,S'],
    { type: 'view', sessionId: '31', itemId: '8812', occurredAt: '2024-05-06T10:06:40.250Z' },
  ],
  [
    'Gorse',
    ['FeedbackType,UserId,ItemId,Timestamp', 'star,kim,pot-4,2024-05-06 10:06:40 +0000 UTC'],
    { type: 'star', userId: 'kim', itemId: 'pot-4', occurredAt: '2024-05-06T10:06:40.000Z' },
  ],
  [
    'REES46',
    [
      'event_time,event_type,product_id,category_id,price,user_id,user_session',
      '2024-05-06 10:06:40 UTC,cart,5012,17,9.50,77,0a-1b',
    ],
    { type: 'cart', userId: '77', sessionId: '0a-1b', itemId: '5012', occurredAt: '2024-05-06T10:06:40.000Z' },
  ],
] as const

const files = datasets.map(([name, lines]) => [name, `${lines.join('\n')}\n`] as const)
const readings = await readEach(folder, Object.fromEntries(files))

it.each(datasets)('reads events of %s with their types, users and times', (name, _lines, event) => {
  expect(readings[name]).toMatchObject({ format: `csv events (${name})`, ok: true })
  expect(readings[name]?.rows[0]?.value).toMatchObject(event)
})

it('does not take the first row of an unknown table for a header, and says how to name the columns', async () => {
  const table = 'ada,pot-1,3\nbo,pot-2,4\n'
  const { code, printed } = await tryFile(folder, 'rows.csv', table)
  expect(code).toBe(1)
  expect(printed).toContain('--header')
  const reading = await readOne(folder, table, '--header', 'user,item,stars')
  expect(reading.rows.map(({ value }) => [value.userId, value.itemId])).toEqual([
    ['ada', 'pot-1'],
    ['bo', 'pot-2'],
  ])
})

it('says which columns it found if it knows none, and reads them as --columns says', async () => {
  const table = 'who,what,when\nada,pot-1,1714990000\n'
  const { code, printed } = await tryFile(folder, 'other.csv', table)
  expect([code, printed]).toEqual([1, expect.stringContaining('who, what, when')])
  expect(printed).toContain('--columns')
  const reading = await readOne(folder, table, '--columns', 'user=who,item=what,time=when')
  expect(reading.rows[0]?.value).toMatchObject({
    userId: 'ada',
    itemId: 'pot-1',
    occurredAt: '2024-05-06T10:06:40.000Z',
  })
})

it('reads JSON lines with a byte order mark, CRLF and blank lines', async () => {
  const lines = ['{"itemId":"pot-1","userId":"ada","type":"view"}', '', '{"itemId":"pot-2","userId":"ada","value":3}']
  const reading = await readOne(folder, `\ufeff${lines.join('\r\n')}\r\n`)
  expect(reading.rows.map(({ value }) => value.itemId)).toEqual(['pot-1', 'pot-2'])
  expect(reading.skipped).toEqual([])
})

it('takes the events of mixed JSON lines and says what is wrong with each other line', async () => {
  const lines = ['{"itemId":"pot-1","userId":"ada"}', '{"id":"pot-9","title":"A pot"}', '[4]', '"text"', '{"itemId":']
  const reading = await readOne(folder, `${lines.join('\n')}\n`)
  expect(reading).toMatchObject({
    wouldSend: 1,
    skipped: [
      { code: 'noItem', firstLines: [2] },
      { code: 'notJson', firstLines: [3, 4, 5] },
    ],
  })
})
