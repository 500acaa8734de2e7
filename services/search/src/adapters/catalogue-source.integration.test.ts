import { type ItemLine, snapshotKinds } from '@inkling/contracts'
import { createDatabase, currentHorizon, deleteItem, saveItems, storeSnapshot } from '@inkling/database'
import { behaviourLearning, lsa, type SearchBehaviour, SearchIndex, searchSnapshot } from '@inkling/search-index'
import { createLogger } from '@inkling/telemetry'
import { testDatabase } from '@inkling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import type { Catalogue } from '../domain/catalogue.ts'
import { findItems } from '../domain/find-items.ts'
import { itemOf } from '../test/item-of.ts'
import { catalogueSource } from './catalogue-source.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('search'), applicationName: 'test', pool: 2 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), owner.close()]))

const logger = createLogger({ service: 'test', level: 'silent' })
const settings = { get: async () => ({}) }
const source = catalogueSource({ database, settings, maxBytes: 1e9, logger })
const save = (tenantId: string, ...items: ItemLine[]) => saveItems(database.background(tenantId), items)
const found = ({ index }: Catalogue, query: string) => index.search({ query, limit: 10 }).hits.map(({ id }) => id)

const otter = { id: 'otter', title: 'Otters', text: 'swim in rivers' }
const badger = { id: 'badger', title: 'Badgers', text: 'dig in woods' }

describe('catalogueSource', () => {
  it('loads all items of the tenant and of no other', async () => {
    await save('load', otter, badger)
    await save('other', { ...otter, id: 'theirs' })
    const { model } = await source.load('load')
    expect(found(model, 'otter')).toEqual(['otter'])
    expect(found(model, 'woods')).toEqual(['badger'])
    expect(source.bytes(model)).toBeGreaterThan(source.bytes((await source.load('empty')).model))
  })

  it('does not load a model or an index that would not fit into memory', async () => {
    await save('big', otter, badger)
    await expect(catalogueSource({ database, settings, maxBytes: 100, logger }).load('big')).rejects.toThrow(
      'more than 100 bytes',
    )
  })

  it('has the same items after the tail as after loading again: created, changed and deleted ones', async () => {
    await save('tail', otter, badger)
    const { model, position } = await source.load('tail')
    await save('tail', { id: 'heron', title: 'Herons', text: 'wade in rivers' }, { ...badger, text: 'sleep in rivers' })
    await deleteItem(database.background('tail'), 'otter')
    const { changes } = await source.readChanges('tail', position)
    source.apply('tail', model, changes, true)

    const { model: again } = await source.load('tail')
    expect(found(model, 'rivers').toSorted()).toEqual(['badger', 'heron'])
    expect(found(model, 'woods')).toEqual([])
    expect(found(model, 'rivers')).toEqual(found(again, 'rivers'))
    expect(model.get('badger')).toEqual(again.get('badger'))
    expect(model.get('otter')).toBeUndefined()
  })

  it('names the survivor of a merged item, as it was loaded and as the tail changes it', async () => {
    await save('merging', otter, { ...otter, id: 'copy' })
    const { model, position } = await source.load('merging')
    await owner.platform(
      { name: 'merge' },
      (sql) => sql`
        update catalog.items set alias_of = 'otter', deleted_at = now(), xid = pg_current_xact_id(),
          seq = nextval('catalog.item_seq')
        where tenant_id = 'merging' and id = 'copy'`,
    )
    source.apply('merging', model, (await source.readChanges('merging', position)).changes, true)
    const { model: again } = await source.load('merging')
    expect([model, again].map((each) => each.survivorOf('copy'))).toEqual(['otter', 'otter'])
    await save('merging', { ...otter, id: 'copy', title: 'A copy of its own' })
    source.apply('merging', model, (await source.readChanges('merging', position)).changes, true)
    expect(model.survivorOf('copy')).toBe('copy')
  })

  const none = new Uint8Array()
  /** As the worker does, at the present horizon. */
  async function store(tenantId: string, body: Uint8Array) {
    const horizon = await currentHorizon(database.background(tenantId))
    const snapshot = { kind: snapshotKinds.search, horizon, body, stats: {} }
    await storeSnapshot(owner.background(tenantId), snapshot)
  }

  it('loads the newest snapshot, then reads the changes after it', async () => {
    await save('snapshot', otter, badger)
    const index = new SearchIndex()
    index.put(otter)
    index.put({ ...badger, title: 'Only in the snapshot' })
    const behaviour = { clicks: { swimmer: [['otter', 9]] as const }, popularity: [] }
    await store('snapshot', searchSnapshot.encode({ behaviour, lsa: none, vectors: none, index: index.encode() }))
    await save('snapshot', { ...otter, text: 'dive in rivers' })

    const { model, position, version } = await source.load('snapshot')
    expect(version).toBe(await source.newestVersion('snapshot'))
    expect(found(model, 'snapshot')).toEqual(['badger'])
    expect(model.behaviour.clicks('swimmer').get('otter')).toBeGreaterThan(0)
    const { changes } = await source.readChanges('snapshot', position)
    source.apply('snapshot', model, changes, true)
    expect(found(model, 'dive')).toEqual(['otter'])
    expect(found(model, 'swim')).toEqual([])
  })

  it('orders as clicks taught the worker, and the answer says so', async () => {
    const index = new SearchIndex()
    index.put(itemOf('named', { title: 'River', text: 'river' }))
    index.put(itemOf('chosen', { title: 'Water', text: 'river' }))
    const popularity = [['chosen', 5]] as const
    const asked = async (tenantId: string, fusion?: SearchBehaviour['fusion']) => {
      const behaviour = { clicks: {}, popularity, ...(fusion && { fusion }) }
      const body = searchSnapshot.encode({ behaviour, lsa: none, vectors: none, index: index.encode() })
      await store(tenantId, body)
      const { model } = await source.load(tenantId)
      const options = { isWhole: true, settings: {}, before: undefined, nowMs: 0, affinity: new Map() }
      return findItems(model, { q: 'river', explain: true }, options).data
    }
    expect((await asked('blended')).map(({ itemId }) => itemId)).toEqual(['named', 'chosen'])
    const [first, second] = await asked('taught', { popularity: 20 })
    expect([first?.itemId, second?.itemId]).toEqual(['chosen', 'named'])
    expect(first?.reasons?.find(({ model }) => model === 'learned')?.weight).toBeGreaterThan(0)
  })

  it('searches by meaning as the worker placed the items, and places those of the tail', async () => {
    const animals = ['otter', 'badger', 'heron', 'trout'].flatMap((animal, n) =>
      ['river bank', 'river reed', 'wood den'].map((place) => ({
        id: `${animal} ${place}`,
        title: animal,
        text: `${place} ${n}`,
      })),
    )
    const index = new SearchIndex()
    for (const item of animals) index.put(item)
    const model = lsa.fit(animals)
    index.use(model)
    const encoded = { lsa: lsa.encode(model), index: index.encode(), vectors: index.encodeVectors() }
    await store('meaning', searchSnapshot.encode({ behaviour: behaviourLearning.none, ...encoded }))
    await save('meaning', { id: 'new', title: 'otter', text: 'river reed' })

    const { model: loaded, position } = await source.load('meaning')
    const request = { query: 'otter river', limit: 20, mode: 'semantic' } as const
    expect(loaded.index.search(request)).toEqual(index.search(request))
    source.apply('meaning', loaded, (await source.readChanges('meaning', position)).changes, true)
    expect(loaded.index.search(request).hits.map(({ id }) => id)).toContain('new')
  })

  it('builds from the items where the snapshot cannot be read, or is of another language', async () => {
    await save('broken', otter)
    await store('broken', Uint8Array.of(9, 9, 9, 9, 9, 9, 9, 9, 9))
    expect(found((await source.load('broken')).model, 'otter')).toEqual(['otter'])

    await save('german', otter)
    const index = new SearchIndex({ language: 'de' })
    await store(
      'german',
      searchSnapshot.encode({ behaviour: behaviourLearning.none, lsa: none, vectors: none, index: index.encode() }),
    )
    expect(found((await source.load('german')).model, 'otter')).toEqual(['otter'])
  })
})
