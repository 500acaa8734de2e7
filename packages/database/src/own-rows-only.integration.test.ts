import { snapshotKinds } from '@inkling/contracts'
import { testDatabase } from '@inkling/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newEvent } from '../test/new-event.ts'
import { leaves, newPair, on, rowsOf } from '../test/two-tenants.ts'
import { forgetArchive, forgetRestored, markRestored, readArchives, recordArchive } from './behaviour/archives.ts'
import {
  attachMonth,
  countMonth,
  detachMonth,
  forgetIds,
  loadMonth,
  prepareMonth,
  readMonth,
  rememberIds,
  unloadMonth,
} from './behaviour/event-months.ts'
import { insertEvents } from './behaviour/events.ts'
import { readItemUses } from './behaviour/item-uses.ts'
import { newestSnapshotVersion, readNewestSnapshot, readSnapshotHead, storeSnapshot } from './behaviour/snapshots.ts'
import {
  claimEmbeddings,
  readAllEmbeddings,
  readEmbeddingsAfter,
  releaseEmbeddings,
  storeEmbeddings,
} from './catalog/item-embeddings.ts'
import { readItemRemovals, readItemRemovalsAfter } from './catalog/item-removals.ts'
import { countItems, deleteItem, hasItemsSince, saveItems } from './catalog/items.ts'
import { addQueryCounts, listQueries } from './catalog/search-queries.ts'
import { readSearchSettings, saveSearchSettings } from './catalog/search-settings.ts'
import { createDatabase } from './client/create-database.ts'
import { eraseRows } from './erase-rows.ts'
import { readDismissals } from './learning/dismissals.ts'
import { readFailedPrefetches } from './learning/failed-prefetches.ts'
import { hasFeedbackAfter, insertFeedback } from './learning/feedback.ts'
import { ReceiptWriter } from './learning/receipts.ts'
import { readClicks } from './learning/search-clicks.ts'
import { readLearnedBlend, readLearningStart, storeModelState } from './learning/states.ts'
import { readWeights, recordWeights } from './learning/weights.ts'
import { deleteWhere } from './retention/rule.ts'
import { readUserIds, sessionsOf } from './users/erase-user.ts'

// The superuser: row-level security does not help the statements.
const { ownerUrl } = await testDatabase()
const database = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 2 })
afterAll(() => database.close())

/** With rows of every kind; with feedback and no receipts; with receipts and no feedback; with nothing. */
const [full, feedbackOnly, receiptsOnly, empty] = ['full', 'feedback', 'receipts', 'empty'].map((tenantId) =>
  database.background(tenantId),
) as [Handle, Handle, Handle, Handle]
type Handle = ReturnType<typeof database.background>

const kind = snapshotKinds.nextItem
const learned = { format: 1, snapshot: 0n, position: { xid: 1n, seq: 0n }, cases: 1, state: { blend: 'b' } }
const space = 'model'
const settings = { synonyms: [['tea', 'chai']] }
const logStart = { xid: 0n, seq: 0n }
const signals = ['click', 'dismiss', 'prefetchFailed'] as const
beforeAll(async () => {
  const receipts = new ReceiptWriter(database, { warn: () => {} })
  const answer = { kind: 'search', query: 'tea', itemIds: ['a'], scores: [1], propensities: [1], epoch: 1 } as const
  for (const { tenantId } of [full, receiptsOnly])
    receipts.add({ tenantId, id: 'r', userId: 'ann', sessionId: 's', ...answer })
  await receipts.close()
  for (const tenant of [full, feedbackOnly, receiptsOnly]) await saveItems(tenant, [{ id: 'a', title: 'Tea' }])
  await insertFeedback(
    full,
    signals.map((signal) => ({ receiptId: 'r', itemId: 'a', signal })),
  )
  for (const signal of signals)
    await feedbackOnly.transaction(
      'fill',
      (sql) => sql`
        insert into learning.feedback (tenant_id, receipt_id, item_id, signal, occurred_at)
        values ('feedback', 'r', 'a', ${signal}, now())`,
    )
  await insertEvents(full, [newEvent('e', { userId: 'ann', receiptId: 'r', occurredAt: new Date().toISOString() })])
  await storeModelState(full, { ...learned, weights: { trend: 1 } })
  await saveItems(full, [{ id: 'old', title: 'Old' }])
  await deleteItem(full, 'old')
  const claim = await claimEmbeddings(full, space, 100)
  if (claim)
    await storeEmbeddings(full, space, claim, [{ id: 'a', digest: Buffer.from('d'), embedding: Int8Array.of(1) }])
  await addQueryCounts(full, [{ query: 'tea', searches: 1, empty: 0 }])
  await saveSearchSettings(full, settings)
  await storeSnapshot(full, { kind, horizon: 1n, body: Buffer.from('m'), stats: {} })
})

async function collect<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const rows: T[] = []
  for await (const page of pages) rows.push(...page)
  return rows
}

const start = Date.now()
it.each<[string, () => Promise<unknown>, unknown]>([
  ['no dismissed items', () => readDismissals(receiptsOnly, { userId: 'ann', sessionId: 's' }), []],
  ['no failed prefetches of its receipts', () => readFailedPrefetches(receiptsOnly, ['a']), []],
  ['no failed prefetches by its feedback', () => readFailedPrefetches(feedbackOnly, ['a']), []],
  ['no clicks of its receipts', () => readClicks(receiptsOnly), []],
  ['no clicks by its feedback', () => readClicks(feedbackOnly), []],
  ['no new feedback', () => hasFeedbackAfter(empty, new Date(start - 3_600_000).toISOString()), false],
  ['no learned state', () => readLearningStart(empty, 1), { learned: undefined, prior: undefined }],
  ['no learned blend', () => readLearnedBlend(empty, 1), undefined],
  ['no weights', () => empty.transaction('look', (sql) => readWeights(sql, 'empty', 1)), []],
  ['no uses of items', () => readItemUses(empty, Date.now() + 60_000), []],
  ['no items', () => countItems(empty), 0],
  ['no new items', () => hasItemsSince(empty, 0n), false],
  ['no items to embed', async () => (await claimEmbeddings(empty, space, 100))?.items, []],
  ['no embeddings', () => collect(readAllEmbeddings(empty, space)), []],
  ['no new embeddings', async () => (await readEmbeddingsAfter(empty, space, logStart)).changes, []],
  ['no removed items', () => collect(readItemRemovals(empty, 2n ** 63n)), []],
  ['no newly removed items', async () => (await readItemRemovalsAfter(empty, logStart)).changes, []],
  ['no queries', () => listQueries(empty, { onlyEmpty: false, limit: 9 }), []],
  ['no search settings', () => readSearchSettings(empty), {}],
  ['no snapshot version', () => newestSnapshotVersion(empty, kind), 0n],
  ['no snapshot', () => readNewestSnapshot(empty, kind), undefined],
  ['no head of a snapshot', () => readSnapshotHead(empty, kind), undefined],
])('a tenant without rows reads %s, whatever other tenants have', async (_, read, expected) => {
  expect(await read()).toEqual(expected)
})

it('the same calls read the rows of a tenant that has them', async () => {
  expect(await readDismissals(full, { userId: 'ann', sessionId: 's' })).toMatchObject([{ itemId: 'a' }])
  expect(await readFailedPrefetches(full, ['a'])).toEqual(['a'])
  expect(await readClicks(full)).toHaveLength(1)
  expect(await hasFeedbackAfter(full, new Date(start - 3_600_000).toISOString())).toBe(true)
  expect(await readLearnedBlend(full, 1)).toBe('b')
  expect(await countItems(full)).toBe(1)
  expect(await collect(readAllEmbeddings(full, space))).toHaveLength(1)
  expect(await collect(readItemRemovals(full, 2n ** 63n))).toHaveLength(1)
  expect(await listQueries(full, { onlyEmpty: false, limit: 9 })).toHaveLength(1)
  expect(await readSearchSettings(full)).toEqual(settings)
  expect(await readItemUses(full, Date.now() + 60_000)).toHaveLength(1)
})

it('recording weights looks at and deletes the own history only', async () => {
  const weights = (tenant: Handle) => tenant.transaction('look', (sql) => readWeights(sql, tenant.tenantId, 9))
  await database.platform(
    { name: 'age' },
    (sql) => sql`
      insert into learning.weights (tenant_id, weights, recorded_at) values ('full', '{}', now() - interval '91 days')`,
  )
  await receiptsOnly.transaction('record', (sql) => recordWeights(sql, receiptsOnly.tenantId, { trend: 1 }))
  expect(await weights(receiptsOnly)).toHaveLength(1)
  expect(await weights(full)).toHaveLength(2)
})

it('a claim that one tenant gives back ends no claim of another', async () => {
  expect(await claimEmbeddings(full, space, 100)).toBeDefined()
  await releaseEmbeddings(receiptsOnly, space)
  expect(await claimEmbeddings(full, space, 100)).toBeUndefined()
})

const month = '2020-05'
const [ofOne, ofOther] = ['one', 'other'].map((tenantId) => database.background(tenantId)) as [Handle, Handle]

it('what one tenant does with a month of its archive leaves that of another as it was', async () => {
  const times = { firstAt: '2020-05-01T00:00:00Z', lastAt: '2020-05-02T00:00:00Z' }
  const part = { month, object: 'o', events: 1, sizeBytes: 1, ...times }
  const restoredOf = async (tenant: Handle) =>
    (await readArchives(tenant, month)).map(({ restoredAt }) => restoredAt !== null)
  for (const tenant of [ofOne, ofOther]) await recordArchive(tenant, part)
  await markRestored(ofOne, month, ['o'])
  expect([await restoredOf(ofOne), await restoredOf(ofOther)]).toEqual([[true], [false]])
  await recordArchive(ofOther, part, new Date())
  await forgetRestored(ofOne, month)
  expect([await restoredOf(ofOne), await restoredOf(ofOther)]).toEqual([[], [true]])
  await recordArchive(ofOne, part)
  await forgetArchive(ofOther, 'o', { userCode: '00', removed: {} })
  expect([await restoredOf(ofOne), await restoredOf(ofOther)]).toEqual([[false], []])
})

it('what one tenant does with a month of events leaves that of another as it was', async () => {
  const at = { occurredAt: '2020-05-10T00:00:00Z' }
  for (const [tenant, id] of [
    [ofOne, 'e1'],
    [ofOther, 'e2'],
  ] as const)
    await insertEvents(tenant, [newEvent(id, at)])
  const [own] = await collect(readMonth(ofOne, { month, state: 'attached' }))
  const [theirs] = await collect(readMonth(ofOther, { month, state: 'attached' }))
  const lineWith = (line: string | undefined, id: string) => JSON.stringify({ ...JSON.parse(line ?? ''), id })
  expect([own, theirs].map((row) => JSON.parse(row?.line ?? '').id)).toEqual(['e1', 'e2'])

  await prepareMonth(database, month)
  const returning = { month, state: 'returning' } as const
  // The id is known of the other tenant, and the second event is the other tenant's.
  expect(await loadMonth(ofOne, month, [lineWith(own?.line, 'e2'), lineWith(theirs?.line, 'e3')])).toBe(1)
  await unloadMonth(ofOther, returning)
  expect([await countMonth(ofOne, returning), await countMonth(ofOther, returning)]).toEqual([1, 0])

  await attachMonth(database, month, 1)
  await rememberIds(ofOne, month)
  await detachMonth(database, month)
  const known = () =>
    database.platform(
      { name: 'look' },
      (sql) => sql`select tenant_id, id from behaviour.event_ids where tenant_id in ('one', 'other') order by 1, 2`,
    )
  const theirOwn = { tenant_id: 'other', id: 'e2' }
  const moved = { tenant_id: 'one', id: 'e2' }
  const before = await known()
  expect(before).toEqual(expect.arrayContaining([moved, theirOwn]))
  await forgetIds(ofOne, month)
  expect(await known()).toEqual(before.filter(({ tenant_id: tenantId, id }) => tenantId !== 'one' || id !== 'e2'))
})

const fill = (tenant: Handle, queries: number) =>
  on(
    tenant,
    (sql) => sql`
      insert into catalog.search_queries (tenant_id, query, day, searches, empty)
      select ${tenant.tenantId}, 'q' || n, current_date, 1, 0 from generate_series(1, ${queries}::int) n`,
  )

it('erasing all rows of a tenant leaves those of another one, however many they are', async () => {
  const [one, other] = newPair(database)
  await fill(other, 10_000)
  await fill(one, 1)
  const { signal } = new AbortController()
  const erase = () => eraseRows(one, { signal, onProgress: () => {} })
  expect(await leaves(other, ['catalog.search_queries'], erase)).toBe(1)
  expect(await rowsOf(one, 'catalog.search_queries')).toEqual([])
})

it('a rule of retention deletes own rows, one batch at a time, however many another tenant has', async () => {
  const [one, other] = newPair(database)
  await fill(other, 1)
  await fill(one, 2)
  const deleteBatch = deleteWhere('catalog.search_queries', (sql) => sql`true`)
  const deleteOne = () => on(one, (sql) => deleteBatch(sql, one.tenantId, sql`now()`, 1))
  expect(await leaves(other, ['catalog.search_queries'], deleteOne)).toBe(1)
  expect(await rowsOf(one, 'catalog.search_queries')).toHaveLength(1)
})

it('users and their sessions are those of own rows', async () => {
  const [one, other] = newPair(database)
  await insertEvents(one, [newEvent('e', { userId: 'ann', sessionId: 'own' })])
  await insertEvents(other, [newEvent('e', { userId: 'ann', sessionId: 'theirs' }), newEvent('f', { userId: 'bob' })])
  const users = []
  for await (const id of readUserIds(database, one.tenantId)) users.push(id)
  expect(users).toEqual(['ann'])
  const until = new Date(Date.now() + 60_000).toISOString()
  expect(await on(one, (sql) => sessionsOf(sql, one.tenantId, { userId: 'ann', until }))).toEqual(['own'])
})
