import type { ItemLine } from '@inkling/contracts'
import { createDatabase } from '@inkling/database'
import { createLogger } from '@inkling/telemetry'
import { testDatabase } from '@inkling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import type { Catalogue } from '../domain/catalogue.ts'
import { catalogueSource } from './catalogue-source.ts'
import { markDeleted, saveItems } from './item-store.ts'

const { roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('search'), applicationName: 'test', pool: 2 })
afterAll(() => database.close())

const logger = createLogger({ service: 'test', level: 'silent' })
const settings = { refresh: async () => ({}) }
const source = catalogueSource({ database, settings, maxBytes: 1e9, logger })
const save = (tenantId: string, ...items: ItemLine[]) =>
  database.tenant(tenantId, { name: 'save' }, (sql) => saveItems(sql, tenantId, items))
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

  it('does not load what would not fit into memory', async () => {
    await save('big', otter, badger)
    await expect(catalogueSource({ database, settings, maxBytes: 100, logger }).load('big')).rejects.toThrow(
      'over 100 bytes',
    )
  })

  it('comes by the tail to what loading anew gives: items created, changed, deleted', async () => {
    await save('tail', otter, badger)
    const { model, position } = await source.load('tail')
    await save('tail', { id: 'heron', title: 'Herons', text: 'wade in rivers' }, { ...badger, text: 'sleep in rivers' })
    await database.tenant('tail', { name: 'delete' }, (sql) => markDeleted(sql, 'tail', 'otter'))
    const { changes } = await source.readChanges('tail', position)
    source.apply('tail', model, changes, true)

    const { model: anew } = await source.load('tail')
    expect(found(model, 'rivers').toSorted()).toEqual(['badger', 'heron'])
    expect(found(model, 'woods')).toEqual([])
    expect(found(model, 'rivers')).toEqual(found(anew, 'rivers'))
    expect(model.get('badger')).toEqual(anew.get('badger'))
    expect(model.get('otter')).toBeUndefined()
  })
})
