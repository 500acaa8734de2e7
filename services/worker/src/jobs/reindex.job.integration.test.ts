import { createDatabase, readNewestSnapshot } from '@inkling/database'
import {
  BehaviourLegs,
  behaviourLearning,
  lsa,
  SearchIndex,
  type SearchRequest,
  searchSnapshot,
} from '@inkling/search-index'
import { createLogger } from '@inkling/telemetry'
import { testDatabase } from '@inkling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { reindexJob } from './reindex.job.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('worker'), applicationName: 'test', pool: 2 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), owner.close()]))

const announced: string[] = []
const logger = createLogger({ service: 'test', level: 'silent' })
const job = reindexJob(database, roleUrl('worker'), logger, (tenantId) => announced.push(tenantId))
const reindex = (tenantId: string) =>
  job({ tenantId, runId: 'op_1' }, { signal: new AbortController().signal, onProgress: () => {} })
const snapshotOf = async (tenantId: string) => {
  const snapshot = await readNewestSnapshot(database.background(tenantId), 'search')
  return snapshot && searchSnapshot.decode(snapshot.body)
}
const behaviourOf = async (tenantId: string) => (await snapshotOf(tenantId))?.behaviour

/** Two searches for lamps. The second result of each was chosen: the first time told as feedback and as an event. */
const search = (tenantId: string) =>
  owner.platform({ name: 'live' }, async (sql) => {
    await sql`
      insert into catalog.items (tenant_id, id, title, created_at)
      select ${tenantId}, id, 'Lamp', now() - interval '1 day' from unnest('{a,b,c,never-shown}'::text[]) id`
    await sql`
      insert into learning.receipts (tenant_id, id, kind, item_ids, scores, epoch, query, propensities) values
        (${tenantId}, 'r1', 'search', '{a,b}', '{2,1}', 1, 'lamp', '{1,0.5}'),
        (${tenantId}, 'r2', 'search', '{a,b}', '{2,1}', 1, 'lamp', '{1,0.5}'),
        (${tenantId}, 'r3', 'suggestion', '{a,b}', '{2,1}', 1, null, null)`
    await sql`
      insert into learning.feedback (tenant_id, receipt_id, item_id, signal, occurred_at)
      select ${tenantId}, receipt, item, signal, now() from (values
        ('r1', 'b', 'click'), ('r1', 'a', 'dismiss'), ('r1', 'never-shown', 'click'),
          ('r3', 'a', 'click')) v (receipt, item, signal)`
    await sql`
      insert into behaviour.events (tenant_id, id, type, user_id, item_id, occurred_at, receipt_id)
      select ${tenantId}, gen_random_uuid(), 'view', 'u', item, now(), receipt from (values
        ('b', 'r1'), ('b', 'r2'), ('c', null)) v (item, receipt)`
  })

describe('reindexJob', () => {
  it('learns which items are used, and each chosen result once by the chance that it was looked at', async () => {
    await search('learns')
    await search('other')
    const result = await reindex('learns')
    const behaviour = await behaviourOf('learns')
    expect(Object.keys(behaviour?.clicks ?? {})).toEqual(['lamp'])
    const [[itemId, weight] = ['', 0], ...others] = behaviour?.clicks.lamp ?? []
    expect([itemId, others]).toEqual(['b', []])
    expect(weight).toBeCloseTo(4, 3)
    expect(behaviour?.popularity.map(([id]) => id)).toEqual(['b', 'c'])
    expect(result).toMatchObject({ clicks: 2, queries: 1, popularItems: 2 })
    expect(announced).toEqual(['learns'])
  })

  it('learns nothing from clicks on an item that is deleted, or was deleted and created again', async () => {
    await search('deletes')
    await owner.platform({ name: 'delete' }, async (sql) => {
      await sql`update catalog.items set deleted_at = now() where tenant_id = 'deletes' and id = 'b'`
    })
    expect(await reindex('deletes')).toMatchObject({ clicks: 0 })
    await owner.platform({ name: 'create' }, async (sql) => {
      await sql`
        update catalog.items set deleted_at = null, created_at = now() where tenant_id = 'deletes' and id = 'b'`
    })
    expect(await reindex('deletes')).toMatchObject({ clicks: 0 })
  })

  it('indexes the items of a tenant in its language, without deleted ones', async () => {
    await owner.platform({ name: 'fill' }, async (sql) => {
      await sql`insert into catalog.search_settings (tenant_id, settings) values ('items', '{"language": "de"}')`
      await sql`insert into catalog.items (tenant_id, id, title, text) values ('items', 'haus', 'Häuser', 'am See')`
      await sql`insert into catalog.items (tenant_id, id, title, deleted_at) values ('items', 'gone', 'Haus', now())`
    })
    expect(await reindex('items')).toMatchObject({ items: 1 })
    const { hits } = SearchIndex.decode((await snapshotOf('items'))?.index ?? new Uint8Array()).search({
      query: 'Haus',
      limit: 5,
      highlight: true,
    })
    expect(hits.map(({ id, highlight }) => [id, highlight?.title])).toEqual([['haus', '<mark>Häuser</mark>']])
  })

  it('learns how to blend from clicks on second results, and only from blended searches', async () => {
    /** Two items for each query: the word stands in the title of one, and in the text of the one that is chosen. */
    await owner.platform({ name: 'live' }, async (sql) => {
      for (const [tenantId, isBlended, queries] of [
        ['blends', true, 200],
        ['sorts', false, 20],
      ] as const) {
        await sql`
          insert into catalog.items (tenant_id, id, title, text, created_at)
          select ${tenantId}, kind || n, case kind when 'named' then 'gadget' || n else 'thing' end,
            'gadget' || n || ' for all', now() - interval '30 days'
          from generate_series(1, ${queries}::int) n, (values ('named'), ('chosen')) k (kind)`
        await sql`
          insert into learning.receipts (tenant_id, id, kind, item_ids, scores, epoch, query, propensities, is_blended)
          select ${tenantId}, 'r' || n, 'search', array['named' || n, 'chosen' || n], '{2,1}', 1, 'gadget' || n,
            '{1,0.5}', ${isBlended}
          from generate_series(1, ${queries}::int) n`
        await sql`
          insert into learning.feedback (tenant_id, receipt_id, item_id, signal, occurred_at, received_at)
          select ${tenantId}, 'r' || n, 'chosen' || n, 'click', at, at
          from generate_series(1, ${queries}::int) n, lateral (select now() - make_interval(hours => n) as at) a`
        await sql`
          insert into behaviour.events (tenant_id, id, type, user_id, item_id, occurred_at)
          select ${tenantId}, gen_random_uuid(), 'view', 'u', 'chosen' || n, now() - interval '20 days'
          from generate_series(1, ${queries}::int) n, generate_series(1, 5)`
      }
    })
    const { fusion } = (await reindex('blends')) as { fusion?: Record<string, unknown> }
    expect(fusion).toMatchObject({ isAccepted: true, queries: 40, queriesLearned: 40, before: 0.5 })
    const snapshot = await snapshotOf('blends')
    const served = SearchIndex.decode(snapshot?.index ?? new Uint8Array())
    served.use(lsa.decode(snapshot?.lsa ?? new Uint8Array()), snapshot?.vectors)
    const behaviour = new BehaviourLegs(snapshot?.behaviour ?? behaviourLearning.none)
    // What is popular, and not what was clicked for this very query.
    const request = { query: 'gadget7', limit: 2, legs: behaviour.legs('another query') }
    const found = (more: Pick<SearchRequest, 'fusion'>) =>
      served.search({ ...request, ...more }).hits.map(({ id }) => id)
    expect(found({})).toEqual(['named7', 'chosen7'])
    expect(found({ fusion: behaviour.fusion })).toEqual(['chosen7', 'named7'])

    expect(await reindex('sorts')).toMatchObject({ clicks: 20, fusion: { isAccepted: false, queries: 0 } })
    expect((await behaviourOf('sorts'))?.fusion).toBeUndefined()
  })

  it('makes an empty snapshot for a tenant without items or events', async () => {
    await reindex('empty')
    expect(await behaviourOf('empty')).toEqual({ clicks: {}, popularity: [] })
  })
})
