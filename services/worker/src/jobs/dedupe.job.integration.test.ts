import type { ItemLine } from '@inkling/contracts'
import {
  createDatabase,
  deleteItem,
  listItemChanges,
  readAllEvents,
  readClicks,
  readEventsAfter,
  readItem,
  readItemUses,
  readNewestSnapshot,
  saveItems,
} from '@inkling/database'
import { searchSnapshot } from '@inkling/search-index'
import { createLogger } from '@inkling/telemetry'
import { testDatabase } from '@inkling/testing'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { replayInThread } from '../adapters/replay-in-thread.ts'
import { trainModel } from '../threads/train-model.ts'
import { applyJob } from './apply.job.ts'
import { dedupeJob } from './dedupe.job.ts'
import { reindexJob } from './reindex.job.ts'
import { undoJob } from './undo.job.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('worker'), applicationName: 'test', pool: 2 })
const search = createDatabase({ url: roleUrl('search'), applicationName: 'test', pool: 2 })
const prediction = createDatabase({ url: roleUrl('prediction'), applicationName: 'test', pool: 1 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database, search, prediction, owner].map((each) => each.close())))

const rebuilt: string[] = []
const onChanged = async (tenantId: string) => void rebuilt.push(tenantId)
const applying = { replay: replayInThread(roleUrl('worker')), onChanged }
const context = { signal: new AbortController().signal, onProgress: () => {} }
const options = { dryRun: true, similarity: 0.6, ignore: [] }
const dedupe = (runId: string, own: object = {}) =>
  dedupeJob(database, roleUrl('worker'), applying)({ tenantId, runId, ...options, ...own }, context)
const apply = (changesOf: string) => applyJob(database, applying)({ tenantId, runId: 'op_a', changesOf }, context)
const undo = (changesOf: string) => undoJob(database, onChanged)({ tenantId, runId: 'op_u', changesOf }, context)
const changes = (runId: string) => listItemChanges(database.background(tenantId), runId, '', 100)

let tenantId = ''
let tenants = 0
beforeEach(() => {
  tenantId = `tenant-${++tenants}`
})
const save = (...items: ItemLine[]) => saveItems(search.background(tenantId), items)
const read = async (id: string) => (await readItem(search.background(tenantId), id))?.item
const present = () =>
  owner.platform({ name: 'look' }, async (sql) => {
    const rows = await sql<{ id: string }[]>`
      select id from catalog.items where tenant_id = ${tenantId} and deleted_at is null order by id`
    return rows.map(({ id }) => id)
  })

const words = 'the desk lamp of brass is sold with a shade of paper and stands in small rooms as well as in large ones'
const near = words.replace('stands', 'sits')
/** One after the other, so that each is older than those behind it. */
async function fill() {
  await save({ id: 'lamp', title: 'Lamp', text: words, tags: ['light'] })
  await save({ id: 'lamp-copy', title: 'LAMP', text: words.toUpperCase(), tags: ['light'], url: '/copy' })
  await save({ id: 'lamp-near', title: 'Lamp', text: near, tags: ['light'] })
  await save({ id: 'lamp-red', title: 'Lamp', text: words, tags: ['light'], attributes: { color: 'red' } })
  await save({ id: 'desk', title: 'Desk', text: 'a desk of oak' })
}

describe('a dry run', () => {
  it('stores what it would merge, answers counts and samples, and changes nothing', async () => {
    await fill()
    const result = await dedupe('op_1')
    expect(result).toMatchObject({ items: 5, changes: 2, exact: 1 })
    expect(result.samples[0]).toEqual({ itemId: 'lamp-copy', survivorId: 'lamp', similarity: 1, title: 'LAMP' })
    const merge = { action: 'merge', survivorId: 'lamp', state: 'proposed' }
    const similarity = result.samples[1]?.similarity
    expect(similarity).toBeGreaterThan(0.8)
    expect(await changes('op_1')).toEqual([
      { itemId: 'lamp-copy', similarity: 1, ...merge },
      { itemId: 'lamp-near', similarity: expect.closeTo(similarity ?? 0, 5), ...merge },
    ])
    expect(await present()).toEqual(['desk', 'lamp', 'lamp-copy', 'lamp-near', 'lamp-red'])
    expect(rebuilt).toEqual([])
  })

  it('merges items with different attributes only if it is to ignore them', async () => {
    await fill()
    expect(await dedupe('op_1', { ignore: ['attributes'] })).toMatchObject({ changes: 3 })
  })

  it('keeps of the items of one request the one that stood first, whatever their ids are', async () => {
    await save(...['z', 'a', 'm-', 'm_'].map((id) => ({ id, title: 'Lamp', text: words })))
    await dedupe('op_1')
    expect((await changes('op_1')).map(({ itemId, survivorId }) => [itemId, survivorId])).toEqual([
      ['a', 'z'],
      ['m-', 'z'],
      ['m_', 'z'],
    ])
  })

  it('proposes the same when it is attempted again', async () => {
    await fill()
    const first = [await dedupe('op_1'), await changes('op_1')]
    expect([await dedupe('op_1'), await changes('op_1')]).toEqual(first)
  })

  it('finds nothing in a tenant without items', async () => {
    expect(await dedupe('op_1')).toEqual({ items: 0, changes: 0, exact: 0, samples: [] })
  })
})

describe('applying a diff', () => {
  it('merges duplicates: their ids find the survivor, and other items stay', async () => {
    await fill()
    await dedupe('op_1')
    expect(await apply('op_1')).toEqual({ applied: 2, refused: 0, decidedBefore: 0 })
    expect(await present()).toEqual(['desk', 'lamp', 'lamp-red'])
    expect(await read('lamp-copy')).toEqual(await read('lamp'))
    expect(rebuilt).toContain(tenantId)
  })

  it('twice changes nothing, and says so', async () => {
    await fill()
    await dedupe('op_1')
    await apply('op_1')
    expect(await apply('op_1')).toEqual({ applied: 0, refused: 0, decidedBefore: 2 })
  })

  it('starts the rebuild in another attempt if it could not be started in the first', async () => {
    await fill()
    await dedupe('op_1')
    const failing = () => Promise.reject(new Error('queue Redis is unavailable'))
    const job = { tenantId, runId: 'op_a', changesOf: 'op_1' }
    await expect(applyJob(database, { ...applying, onChanged: failing })(job, context)).rejects.toThrow('queue Redis')
    rebuilt.length = 0
    await apply('op_1')
    expect(rebuilt).toEqual([tenantId])
    await expect(undoJob(database, failing)(job, context)).rejects.toThrow('queue Redis')
    await undo('op_1')
    expect(rebuilt).toEqual([tenantId, tenantId])
  })

  it('refuses changes of items that were changed or deleted since, or whose survivor was', async () => {
    await fill()
    await save({ id: 'chair', title: 'Chair', text: `${words.replace('lamp', 'chair')} and more` })
    await save({ id: 'chair-copy', title: 'Chair', text: `${words.replace('lamp', 'chair')} and more` })
    await dedupe('op_1')
    await save({ id: 'lamp-copy', title: 'Something else' })
    await deleteItem(search.background(tenantId), 'chair')
    expect(await apply('op_1')).toEqual({ applied: 1, refused: 2, decidedBefore: 0 })
    const states = (await changes('op_1')).map(({ itemId, state }) => [itemId, state])
    expect(Object.fromEntries(states)).toMatchObject({ 'lamp-copy': 'refused', 'lamp-near': 'applied' })
    expect(await read('chair-copy')).toMatchObject({ id: 'chair-copy' })
  })

  it('happens at once if the run is not a dry run', async () => {
    await fill()
    expect(await dedupe('op_1', { dryRun: false })).toMatchObject({ changes: 2, applied: 2 })
  })

  it('keeps an item merged that is sent again as it is, and one with another content becomes an item again', async () => {
    await fill()
    await dedupe('op_1', { dryRun: false })
    const { writes } = await save({ id: 'lamp-near', title: 'Lamp', text: near, tags: ['light'] })
    expect(writes.map(({ isCreated }) => isCreated)).toEqual([false])
    expect(await read('lamp-near')).toMatchObject({ id: 'lamp' })
    await save({ id: 'lamp-near', title: 'A lamp of its own' })
    expect(await read('lamp-near')).toMatchObject({ id: 'lamp-near', title: 'A lamp of its own' })
  })

  it('ends the alias of a merged item that is deleted', async () => {
    await fill()
    await dedupe('op_1', { dryRun: false })
    await deleteItem(search.background(tenantId), 'lamp-near')
    expect(await read('lamp-near')).toBeUndefined()
    expect(await undo('op_1')).toEqual({ undone: 1, refused: 1, undoneBefore: 0 })
    expect((await changes('op_1')).map(({ state }) => state)).toEqual(['undone', 'kept'])
    expect(await read('lamp-near')).toBeUndefined()
  })

  it('lets aliases of an item that is merged stand for its survivor', async () => {
    await save({ id: 'oldest', title: 'Lamp', text: `${words} and may be returned` })
    await save({ id: 'middle', title: 'Lamp', text: words, tags: ['new'] })
    await save({ id: 'newest', title: 'Lamp', text: words, tags: ['new'] })
    await dedupe('op_1', { dryRun: false })
    expect((await read('newest'))?.id).toBe('middle')
    await dedupe('op_2', { dryRun: false, ignore: ['tags'] })
    expect([(await read('newest'))?.id, (await read('middle'))?.id]).toEqual(['oldest', 'oldest'])
    expect(await undo('op_1')).toEqual({ undone: 0, refused: 1, undoneBefore: 0 })
    expect((await changes('op_1')).map(({ state }) => state)).toEqual(['kept'])
    expect(await undo('op_2')).toEqual({ undone: 2, refused: 0, undoneBefore: 0 })
    expect([(await read('newest'))?.id, (await read('middle'))?.id]).toEqual(['middle', 'middle'])
    expect(await undo('op_1')).toEqual({ undone: 1, refused: 0, undoneBefore: 0 })
    expect((await changes('op_1')).map(({ state }) => state)).toEqual(['undone'])
    expect((await read('newest'))?.id).toBe('newest')
  })
})

it('leaves the aliases of an item as they are if the merge of the item is refused', async () => {
  await save({ id: 'oldest', title: 'Lamp', text: `${words} and may be returned` })
  await save({ id: 'middle', title: 'Lamp', text: words, tags: ['new'] })
  await save({ id: 'newest', title: 'Lamp', text: words, tags: ['new'] })
  await dedupe('op_1', { dryRun: false })
  await dedupe('op_2', { ignore: ['tags'] })
  await save({ id: 'middle', title: 'Lamp', text: words, tags: ['newer'] })
  expect(await apply('op_2')).toEqual({ applied: 0, refused: 2, decidedBefore: 0 })
  expect((await read('newest'))?.id).toBe('middle')
})

/** Ten sessions that view the item after the desk; in one of them it was clicked on in a search. */
const use = (itemId: string) =>
  owner.platform({ name: 'live' }, async (sql) => {
    await sql`
      insert into learning.receipts (tenant_id, id, kind, item_ids, scores, epoch, query, propensities)
      values (${tenantId}, ${itemId}, 'search', ${[itemId]}, '{1}', 1, 'light', '{1}')`
    await sql`
      insert into behaviour.events (tenant_id, id, type, session_id, item_id, occurred_at, receipt_id)
      select ${tenantId}, gen_random_uuid(), 'view', ${itemId} || n, item, now() + make_interval(secs => n * 10 + at),
        case when n = 1 and item <> 'desk' then ${itemId} end
      from generate_series(1, 10) n, (values ('desk', 0), (${itemId}, 1)) v (item, at)`
  })

async function usesOf(read: AsyncIterable<readonly { readonly itemId: string }[]>) {
  const uses: Record<string, number> = {}
  for await (const page of read) for (const { itemId } of page) uses[itemId] = (uses[itemId] ?? 0) + 1
  return uses
}
const tail = async function* () {
  yield (await readEventsAfter(prediction.background(tenantId), { xid: 0n, seq: -1n })).changes
}
const horizon = 2n ** 60n

describe('the events of merged items', () => {
  const soonMs = Date.now() + 3_600_000

  it('count for the survivor wherever uses are read', async () => {
    await fill()
    for (const id of ['lamp', 'lamp-copy', 'lamp-near']) await use(id)
    await dedupe('op_1', { dryRun: false })
    const expected = { desk: 30, lamp: 30 }
    expect(await usesOf(readAllEvents(prediction.background(tenantId), horizon))).toEqual(expected)
    expect(await usesOf(readAllEvents(database.background(tenantId), horizon))).toEqual(expected)
    expect(await usesOf(tail())).toEqual(expected)
    const popular = await readItemUses(database.background(tenantId), soonMs)
    expect(popular.map(({ itemId }) => itemId).sort()).toEqual(['desk', 'lamp'])
    const clicks = await readClicks(database.background(tenantId))
    expect(clicks.map(({ itemId }) => itemId)).toEqual(['lamp', 'lamp', 'lamp'])
  })
})

/** Every column of the items but their place in the log of changes, as Postgres writes them. */
const rows = () =>
  owner.platform({ name: 'look' }, async (sql) => {
    const items = await sql<{ row: string }[]>`
      select (to_jsonb(i) - 'xid' - 'seq')::text as row from catalog.items i where tenant_id = ${tenantId} order by id`
    const events = await sql<{ row: string }[]>`
      select e::text as row from behaviour.events e where tenant_id = ${tenantId} order by seq`
    return [...items, ...events].map(({ row }) => row)
  })

/** The model and the parts of the search index that hold items, as bytes. */
async function builds() {
  const tenant = database.background(tenantId)
  const input = { databaseUrl: '', tenantId, tuneSeconds: 0, isForced: true }
  const { body } = await trainModel(input, { tenant, onProgress: () => {}, clock: () => 0 })
  const logger = createLogger({ service: 'test', level: 'silent' })
  await reindexJob(database, roleUrl('worker'), logger, () => {})({ tenantId, runId: 'op_i' }, context)
  const { index, lsa, vectors } = searchSnapshot.decode(
    (await readNewestSnapshot(tenant, 'search'))?.body ?? new Uint8Array(),
  )
  return [body, index, lsa, vectors ?? new Uint8Array()].map((bytes) => Buffer.from(bytes).toString('base64'))
}

describe('undoing a diff', () => {
  it('restores rows, model and index byte for byte', async () => {
    await fill()
    for (let n = 0; n < 20; n++)
      await save({ id: `filler ${n}`, title: `Filler ${n}`, text: `thing ${n} with ${words.split(' ')[n % 9]}` })
    for (const id of ['lamp', 'lamp-copy', 'lamp-near']) await use(id)
    const before = [...(await rows()), ...(await builds())]
    await dedupe('op_1', { dryRun: false })
    const between = [...(await rows()), ...(await builds())]
    expect(between).not.toEqual(before)
    expect(await undo('op_1')).toEqual({ undone: 2, refused: 0, undoneBefore: 0 })
    expect([...(await rows()), ...(await builds())]).toEqual(before)
    expect((await changes('op_1')).map(({ state }) => state)).toEqual(['undone', 'undone'])
  })

  it('twice changes nothing, and says so; what was undone is not applied again', async () => {
    await fill()
    await dedupe('op_1', { dryRun: false })
    await undo('op_1')
    expect(await undo('op_1')).toEqual({ undone: 0, refused: 0, undoneBefore: 2 })
    expect(await apply('op_1')).toEqual({ applied: 0, refused: 0, decidedBefore: 2 })
  })

  it('leaves an item alone that was changed since', async () => {
    await fill()
    await dedupe('op_1', { dryRun: false })
    await save({ id: 'lamp-copy', title: 'Something else' })
    expect(await undo('op_1')).toEqual({ undone: 1, refused: 1, undoneBefore: 0 })
    expect(await read('lamp-copy')).toMatchObject({ title: 'Something else' })
    const states = async () => (await changes('op_1')).map(({ itemId, state }) => [itemId, state])
    const expected = [
      ['lamp-copy', 'kept'],
      ['lamp-near', 'undone'],
    ]
    expect(await states()).toEqual(expected)
    expect(await undo('op_1')).toEqual({ undone: 0, refused: 1, undoneBefore: 1 })
    expect(await apply('op_1')).toEqual({ applied: 0, refused: 0, decidedBefore: 2 })
    expect(await states()).toEqual(expected)
  })

  it('is refused 30 days after the changes', async () => {
    await fill()
    await dedupe('op_1', { dryRun: false })
    await owner.platform(
      { name: 'age' },
      (sql) => sql`update catalog.item_changes set decided_at = now() - interval '31 days'`,
    )
    expect(await undo('op_1')).toEqual({ undone: 0, refused: 2, undoneBefore: 0 })
    expect((await changes('op_1')).map(({ state }) => state)).toEqual(['applied', 'applied'])
  })

  it('works through more changes than one transaction makes', async () => {
    await save(...Array.from({ length: 450 }, (_, n) => ({ id: `copy ${n}`, title: 'The same title' })))
    expect(await dedupe('op_1', { dryRun: false })).toMatchObject({ changes: 449, applied: 449 })
    expect(await present()).toHaveLength(1)
    expect(await undo('op_1')).toEqual({ undone: 449, refused: 0, undoneBefore: 0 })
    expect(await present()).toHaveLength(450)
  })
})
