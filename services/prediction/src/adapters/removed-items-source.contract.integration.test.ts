import { createDatabase, deleteItem, saveItems } from '@inkling/database'
import { describeModelSource } from '@inkling/read-model/contract'
import { testDatabase } from '@inkling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { removedItemsSource } from './removed-items-source.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('prediction'), applicationName: 'test', pool: 2 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
const catalogue = createDatabase({ url: roleUrl('search'), applicationName: 'test', pool: 2 })
afterAll(() => Promise.all([database, owner, catalogue].map((each) => each.close())))

const source = removedItemsSource(database)
const expiresAt = '2026-11-28T12:00:00.000Z'
const save = (tenantId: string, ids: readonly string[], own = {}) =>
  saveItems(
    catalogue.background(tenantId),
    ids.map((id) => ({ id, title: id, ...own })),
  )

describeModelSource('the source of removed items', {
  source,
  commit: async (tenantId, names) => {
    await save(tenantId, names, { expiresAt })
  },
  namesIn: (model) => model.ids,
})

describe('removed items', () => {
  /** As a model that is loaded now, and as one that was loaded before `change`, say when items are removed. */
  async function afterwards(tenantId: string, ids: readonly string[], change: () => Promise<unknown>) {
    const early = await source.load(tenantId)
    await change()
    const { changes } = await source.readChanges(tenantId, early.position)
    source.apply(tenantId, early.model, changes, true)
    const late = await source.load(tenantId)
    expect(ids.map((id) => early.model.from(id))).toEqual(ids.map((id) => late.model.from(id)))
    return ids.map((id) => late.model.from(id))
  }

  it('a deleted item is removed for ever, an expiring one from its time on, any other never', async () => {
    const times = await afterwards('ways', ['deleted', 'expiring', 'plain', 'unknown'], async () => {
      await save('ways', ['deleted', 'plain'])
      await save('ways', ['expiring'], { expiresAt })
      await deleteItem(catalogue.background('ways'), 'deleted')
    })
    expect(times).toEqual([-Infinity, Date.parse(expiresAt), Infinity, Infinity])
  })

  it('an item that is written again is no longer removed', async () => {
    await save('again', ['deleted', 'expired'], { expiresAt })
    await deleteItem(catalogue.background('again'), 'deleted')
    expect(await afterwards('again', ['deleted', 'expired'], () => save('again', ['deleted', 'expired']))).toEqual([
      Infinity,
      Infinity,
    ])
  })

  it('names the survivor of a merged item until the item is one of its own again', async () => {
    const mergeInto = (survivor: string | null) =>
      owner.platform(
        { name: 'merge' },
        (sql) => sql`
          update catalog.items set alias_of = ${survivor}, deleted_at = ${survivor && new Date()},
            xid = pg_current_xact_id(), seq = nextval('catalog.item_seq')
          where tenant_id = 'merging' and id = 'copy'`,
      )
    await save('merging', ['first', 'second', 'copy'])
    const { model, position } = await source.load('merging')
    expect(model.survivorOf('copy')).toBe('copy')
    for (const survivor of ['first', 'second', null]) {
      await mergeInto(survivor)
      source.apply('merging', model, (await source.readChanges('merging', position)).changes, true)
      const names = [model, (await source.load('merging')).model].map((each) => each.survivorOf('copy'))
      expect(names).toEqual([survivor ?? 'copy', survivor ?? 'copy'])
    }
  })

  it('tells of items that are there again, and of no other change', async () => {
    const returned: string[] = []
    const telling = removedItemsSource(database, (tenantId) => returned.push(tenantId))
    const { model } = await telling.load('telling')
    const apply = (id: string, fromMs: number) => telling.apply('telling', model, [{ id, fromMs }], true)
    apply('a', Infinity)
    apply('a', Date.now() + 60_000)
    apply('a', Date.now() + 90_000)
    apply('a', -Infinity)
    expect(returned).toEqual([])
    apply('a', Date.now() + 60_000)
    expect(returned).toEqual(['telling'])
  })

  it('a tenant without removed items takes no memory, whatever its catalogue holds', async () => {
    await save(
      'many',
      Array.from({ length: 1_500 }, (_, n) => `item-${n}`),
    )
    const { model } = await source.load('many')
    expect([model.isEmpty, source.bytes(model)]).toEqual([true, 0])
  })
})
