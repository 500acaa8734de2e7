import {
  createDatabase,
  insertEvents,
  listItemChanges,
  listItems,
  readItem,
  restoreItem,
  saveItems,
} from '@inkling/database'
import { testDatabase } from '@inkling/testing'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { replayInThread } from '../adapters/replay-in-thread.ts'
import { applyJob } from './apply.job.ts'
import { decayJob } from './decay.job.ts'
import { undoJob } from './undo.job.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('worker'), applicationName: 'test', pool: 2 })
const search = createDatabase({ url: roleUrl('search'), applicationName: 'test', pool: 2 })
const prediction = createDatabase({ url: roleUrl('prediction'), applicationName: 'test', pool: 1 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database, search, prediction, owner].map((each) => each.close())))

const onChanged = async () => {}
const applying = { replay: replayInThread(roleUrl('worker')), onChanged }
const context = { signal: new AbortController().signal, onProgress: () => {} }
const options = { dryRun: true, halfLifeDays: 60, halfLives: [], leastScore: 0.05, graceDays: 90 }
const decay = (runId: string, own: object = {}) =>
  decayJob(database, roleUrl('worker'), applying)({ tenantId, runId, ...options, ...own }, context)
const apply = (changesOf: string) => applyJob(database, applying)({ tenantId, runId: 'op_a', changesOf }, context)
const undo = (changesOf: string) => undoJob(database, onChanged)({ tenantId, runId: 'op_u', changesOf }, context)

let tenantId = ''
let tenants = 0
const present = async () => {
  const items = await listItems(search.background(tenantId), { afterId: '', limit: 100 })
  return items.map(({ id }) => id)
}
const use = (itemId: string, daysAgo = 0) => {
  const occurredAt = new Date(Date.now() - daysAgo * 86_400_000).toISOString()
  const event = { id: `${itemId} ${daysAgo}`, hasOwnId: true, type: 'view', sessionId: 's', itemId, occurredAt }
  return insertEvents(prediction.background(tenantId), [event])
}
/** Every column of the items but their place in the log of changes, as Postgres writes them. */
const rows = async () => {
  const found = await owner.platform(
    { name: 'look' },
    (sql) => sql<{ row: string }[]>`
      select (to_jsonb(i) - 'xid' - 'seq')::text as row from catalog.items i where tenant_id = ${tenantId} order by id`,
  )
  return found.map(({ row }) => row)
}

/** Created a year ago, but for one that is new. */
beforeEach(async () => {
  tenantId = `tenant-${++tenants}`
  const ids = ['fresh use', 'never used', 'new', 'news', 'old use']
  await saveItems(
    search.background(tenantId),
    ids.map((id) => ({ id, title: id, ...(id === 'news' && { kind: 'news' }) })),
  )
  await owner.platform(
    { name: 'age' },
    (sql) => sql`
      update catalog.items set created_at = now() - interval '1 year' where tenant_id = ${tenantId} and id <> 'new'`,
  )
})
const useSome = async () => {
  await use('fresh use', 1)
  await use('news', 30)
  await use('old use', 350)
}

describe('a decay run', () => {
  it('proposes to archive old items whose uses have decayed, and changes nothing', async () => {
    await useSome()
    const result = await decay('op_1')
    expect(result).toMatchObject({ items: 5, uses: 3, changes: 2 })
    expect(result.samples).toEqual([
      { itemId: 'never used', score: 0, title: 'never used' },
      { itemId: 'old use', score: expect.closeTo(2 ** (-350 / 60), 3), title: 'old use' },
    ])
    const archive = { action: 'archive', survivorId: null, similarity: null, state: 'proposed' }
    expect(await listItemChanges(database.background(tenantId), 'op_1', '', 9)).toEqual([
      { itemId: 'never used', ...archive },
      { itemId: 'old use', ...archive },
    ])
    expect(await present()).toHaveLength(5)
  })

  it('has half-lives by the kind of the item', async () => {
    await useSome()
    expect(await decay('op_1', { halfLives: [{ kind: 'news', days: 5 }] })).toMatchObject({ changes: 3 })
  })

  it('proposes nothing for a tenant that records no uses', async () => {
    expect(await decay('op_1')).toMatchObject({ uses: 0, changes: 0 })
  })

  it('is applied and undone: the rows are then as they were, byte for byte', async () => {
    await useSome()
    const before = await rows()
    expect(await decay('op_1', { dryRun: false })).toMatchObject({ applied: 2 })
    expect(await present()).toEqual(['fresh use', 'new', 'news'])
    expect((await readItem(search.background(tenantId), 'never used'))?.item.title).toBe('never used')
    expect(await undo('op_1')).toEqual({ undone: 2, refused: 0, undoneBefore: 0 })
    expect(await rows()).toEqual(before)
  })

  it('does not archive an item that was changed since', async () => {
    await useSome()
    await decay('op_1')
    await saveItems(search.background(tenantId), [{ id: 'old use', title: 'Edited' }])
    expect(await apply('op_1')).toMatchObject({ applied: 1, refused: 1 })
  })
})

describe('the guard', () => {
  /** The first of two items is used in every second event of the last hour, but for the decay it is an old one. */
  const useOften = async (itemIds: readonly string[]) => {
    const events = Array.from({ length: 200 }, (_, n) => ({
      ...{ id: `e${n}`, hasOwnId: true, type: 'view', sessionId: `s${Math.floor(n / 10)}` },
      ...{
        itemId: itemIds[n % itemIds.length] ?? '',
        occurredAt: new Date(Date.now() - (200 - n) * 1_000).toISOString(),
      },
    }))
    await insertEvents(prediction.background(tenantId), events)
  }
  const apply200 = (force?: boolean) =>
    applyJob(database, applying)({ tenantId, runId: 'op_a', changesOf: 'op_1', ...(force && { force }) }, context)

  it('blocks changes that lose quality, with the reason and the figures, and leaves them proposed', async () => {
    await useOften(['old use', 'fresh use'])
    await decay('op_1', { leastScore: 1_000 })
    const result = await apply200()
    expect(result).toMatchObject({ applied: 0, refused: 0, quality: { predictions: { cases: 200 } } })
    expect(result.blocked).toMatch(/^Replaying recent uses loses [\d.]+ % of the quality of predictions/)
    expect(await present()).toHaveLength(5)
    const [first] = await listItemChanges(database.background(tenantId), 'op_1', '', 9)
    expect(first?.state).toBe('proposed')
  })

  it('is overridden by force', async () => {
    await useOften(['old use', 'fresh use'])
    await decay('op_1', { leastScore: 1_000 })
    expect(await apply200(true)).toEqual({ applied: 4, refused: 0, decidedBefore: 0 })
  })

  it('lets changes pass that lose nothing', async () => {
    await useOften(['new', 'fresh use'])
    expect(await decay('op_1', { dryRun: false })).toMatchObject({ changes: 3, applied: 3 })
  })
})

describe('an archived item', () => {
  beforeEach(async () => {
    await useSome()
    await decay('op_1', { dryRun: false })
  })

  it('comes back when it is restored; restoring it again changes nothing', async () => {
    const first = await restoreItem(search.background(tenantId), 'never used')
    expect([first.found?.item.id, first.transactionId > 0n]).toEqual(['never used', true])
    expect(await present()).toContain('never used')
    const second = await restoreItem(search.background(tenantId), 'never used')
    expect([second.found?.version, second.transactionId]).toEqual([first.found?.version, 0n])
    expect((await restoreItem(search.background(tenantId), 'none')).found).toBeUndefined()
    expect(await undo('op_1')).toEqual({ undone: 1, refused: 1, undoneBefore: 0 })
  })

  it('comes back by itself when an event says that it was used since, and not for an older event', async () => {
    await use('old use', 10)
    expect(await present()).not.toContain('old use')
    await use('old use', -0.0001)
    expect(await present()).toContain('old use')
    expect(await present()).not.toContain('never used')
  })

  it("is left alone by another tenant's event", async () => {
    const archivedOf = tenantId
    tenantId = 'another'
    await use('old use', -0.0001)
    tenantId = archivedOf
    expect(await present()).not.toContain('old use')
  })
})
