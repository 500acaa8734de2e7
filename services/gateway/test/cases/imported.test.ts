import { calls } from '@inkling/contracts'
import { expect, it } from 'vitest'
import { commandFolder } from '../support/command-folder.ts'
import { eventually } from '../support/eventually.ts'
import { importingTenant } from '../support/imports.ts'
import { combined } from './access-log-dialects.ts'

const folder = await commandFolder()
const shop = await importingTenant(folder)
const startSeconds = 1_760_000_000

/** Sessions that walk along a ring of ten pages: each page is always followed by the next one. */
const walk = (prefix: string) =>
  Array.from({ length: 150 }, (_, session) =>
    Array.from({ length: 5 }, (__, step) => {
      const seconds = startSeconds + session * 900 + step * 15
      return `${prefix}-${session},${prefix}-${(session + step) % 10},${seconds}`
    }),
  ).flat()
const table = (rows: readonly string[]) => ['session_id,item_id,timestamp', ...rows, ''].join('\n')
const shuffled = (rows: readonly string[]) => rows.map((_, n) => rows[(n * 347) % rows.length] ?? '')
const log = Array.from({ length: 40 }, (_, n) => [
  combined({ minute: n * 2, address: `203.0.113.${n}`, page: '/entry', status: 200 }),
  combined({ minute: n * 2 + 1, address: `203.0.113.${n}`, page: '/second', status: 200 }),
]).flat()
const lines = (...objects: readonly object[]) => objects.map((object) => `${JSON.stringify(object)}\n`).join('')

await folder.write({
  'newest-first.csv': table(walk('down').toReversed()),
  'shuffled.csv': table(shuffled(walk('mixed'))),
  'newest-first.log': log.toReversed().join('\n'),
  'nulls.csv': 'user_id,session_id,item_id\nNULL,n1,null-1\nNULL,n2,null-1\n',
  'items.ndjson': lines(
    { id: 'twice', title: 'First' },
    { id: 5, title: 'Number' },
    { id: 'a/b c', title: 'Slash and blank' },
    { id: 'th\u00e9', title: 'Composed' },
    { id: 'the\u0301', title: 'Decomposed' },
    { id: 'twice', title: 'Last' },
  ),
})
const imported = await shop.importFiles(
  'newest-first.csv',
  'shuffled.csv',
  'newest-first.log',
  'nulls.csv',
  'items.ndjson',
)

const bestAfter = async (body: object, headers = {}) =>
  (await shop.call(calls.predict, { body, headers })).body.data[0]?.itemId
const successors = [
  ['a table that is newest first', 'down-3', 'down-4'],
  ['a table in no order', 'mixed-3', 'mixed-4'],
  ['a log that is newest first', '/entry', '/second'],
]

it('imports every row, whatever the order of the file', () => {
  expect(imported.map(({ accepted }) => accepted)).toEqual([750, 750, 80, 2, 6])
  expect(imported.flatMap(({ rejected, skipped }) => [...rejected, ...skipped])).toEqual([])
})

it.each(successors)('predicts what followed in time after an import of %s', async (_name, page, next) => {
  await eventually(async () => expect(await bestAfter({ recent: [page] })).toBe(next))
})

it('follows the time of the events of a session, not the order in which they arrive', async () => {
  const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString()
  const view = { type: 'view', sessionId: 'late' }
  const body = [
    { ...view, itemId: 'down-7', occurredAt: ago(10) },
    { ...view, itemId: 'down-2', occurredAt: ago(40) },
  ]
  const { headers } = await shop.call(calls.postEvents, { body })
  const token = { 'consistency-token': headers.get('consistency-token') ?? '' }
  expect(await bestAfter({ sessionId: 'late' }, token)).toBe('down-8')
})

it('learns nothing under a user who is written as NULL', async () => {
  const predicted = async (userId: string) =>
    (await shop.call(calls.predict, { body: { userId } })).body.data.map(({ itemId }) => itemId)
  expect(await predicted('NULL')).toEqual(await predicted('nobody'))
})

it('keeps the last line of an item, and every id apart from similar ones', async () => {
  const titles = ['twice', '5', 'a/b c', 'th\u00e9', 'the\u0301'].map(async (id) => {
    const { body } = await shop.call(calls.getItem, { params: { id } })
    return body.title
  })
  expect(await Promise.all(titles)).toEqual(['Last', 'Number', 'Slash and blank', 'Composed', 'Decomposed'])
})

it('predicts the same after a training run', async () => {
  const { headers } = await shop.call(calls.createRun, {
    body: { kind: 'train', options: { tuneSeconds: 0.5, force: true } },
  })
  const params = { id: headers.get('location')?.split('/').at(-1) ?? '' }
  await eventually(async () => {
    expect((await shop.call(calls.getOperation, { params })).body.state).toBe('succeeded')
  }, 30_000)
  for (const [, page, next] of successors) expect(await bestAfter({ recent: [page] })).toBe(next)
})
