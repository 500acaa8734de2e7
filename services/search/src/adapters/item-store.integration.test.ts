import type { ItemLine } from '@inkling/contracts'
import { createDatabase, currentHorizon, readAllItems, type Sql } from '@inkling/database'
import { testDatabase } from '@inkling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { findItem, type ItemSelection, listItems, markDeleted, readItemsAfter, saveItems } from './item-store.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('search'), applicationName: 'test', pool: 4 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), owner.close()]))

const start = { xid: 0n, seq: -1n }
const inTenant = <T>(tenantId: string, work: (sql: Sql) => Promise<T>) =>
  database.tenant(tenantId, { name: 'test' }, work)
const save = (tenantId: string, ...items: ItemLine[]) => inTenant(tenantId, (sql) => saveItems(sql, tenantId, items))
const find = (tenantId: string, id: string) => inTenant(tenantId, (sql) => findItem(sql, tenantId, id))
const remove = (tenantId: string, id: string) => inTenant(tenantId, (sql) => markDeleted(sql, tenantId, id))
const list = (tenantId: string, selection: Partial<ItemSelection> = {}) =>
  inTenant(tenantId, (sql) => listItems(sql, tenantId, { afterId: '', limit: 100, ...selection }))
const tail = (tenantId: string, position = start) => readItemsAfter(database, tenantId, position)

const whole: ItemLine = {
  id: 'whole',
  title: 'Whole',
  text: 'all of it',
  kind: 'doc',
  tags: ['a', 'b'],
  attributes: { price: 2.5, colours: ['red'], isNew: true },
  url: '/whole',
  sizeBytes: Number.MAX_SAFE_INTEGER,
  expiresAt: '2030-01-01T00:00:00.000Z',
}

const idsOf = (items: readonly { readonly id: string }[]) => items.map(({ id }) => id)

describe('saveItems', () => {
  it('gives back an item as it was sent', async () => {
    await save('back', whole, { id: 'bare', title: 'Bare' })
    const times = { createdAt: expect.stringContaining('Z'), updatedAt: expect.stringContaining('Z') }
    expect((await find('back', 'whole'))?.item).toEqual({ ...whole, ...times })
    expect((await find('back', 'bare'))?.item).toEqual({ id: 'bare', title: 'Bare', ...times })
  })

  it('tells what it created from what it replaced', async () => {
    await save('flags', { id: 'old', title: 'Old' })
    const { saved } = await save('flags', { id: 'old', title: 'Newer' }, { id: 'new', title: 'New' })
    const created = new Map(saved.map(({ item, created }) => [item.id, created]))
    expect(created).toEqual(
      new Map([
        ['old', false],
        ['new', true],
      ]),
    )
  })

  it('replaces an item as a whole, with another tag to know it by and the time of its creation', async () => {
    const { saved: first } = await save('replace', { ...whole })
    const { saved: second } = await save('replace', { id: 'whole', title: 'Now bare' })
    expect(second[0]?.item).toMatchObject({ title: 'Now bare', createdAt: first[0]?.item.createdAt })
    expect(second[0]?.item).not.toHaveProperty('text')
    expect(second[0]?.etag).not.toBe(first[0]?.etag)
    expect((await find('replace', 'whole'))?.etag).toBe(second[0]?.etag)
  })

  it('keeps the items of tenants apart', async () => {
    await save('ours', { id: 'a', title: 'Ours' })
    expect((await save('theirs', { id: 'a', title: 'Theirs' })).saved[0]?.created).toBe(true)
    expect((await find('ours', 'a'))?.item.title).toBe('Ours')
  })
})

describe('markDeleted', () => {
  it('makes an item absent, and keeps none of its text', async () => {
    await save('gone', whole)
    await remove('gone', 'whole')
    expect(await find('gone', 'whole')).toBeUndefined()
    expect(await list('gone')).toEqual([])
    const left = await owner.platform(
      { name: 'look' },
      (sql) => sql`select text, url, tags from catalog.items where tenant_id = 'gone'`,
    )
    expect([...left]).toEqual([{ text: null, url: null, tags: [] }])
  })

  it('leaves room to create the item anew', async () => {
    await save('anew', whole)
    await remove('anew', 'whole')
    const { saved } = await save('anew', { id: 'whole', title: 'Again' })
    expect(saved[0]?.created).toBe(true)
    expect(saved[0]?.item.createdAt).toBe(saved[0]?.item.updatedAt)
    expect((await find('anew', 'whole'))?.item.title).toBe('Again')
  })
})

describe('listItems', () => {
  it('goes through all items by id, page by page', async () => {
    const ids = ['ä', 'b', 'A', 'z', 'a b', '10', '9'] as const
    await save('list', ...ids.map((id) => ({ id, title: id })))
    const seen: string[] = []
    for (let page = await list('list', { limit: 2 }); page.length > 0; ) {
      seen.push(...idsOf(page))
      page = await list('list', { limit: 2, afterId: seen.at(-1) ?? '' })
    }
    expect(seen.toSorted()).toEqual(ids.toSorted())
  })

  it('selects by kind, by tag, and by both', async () => {
    await save(
      'select',
      { id: '1', title: '1', kind: 'doc', tags: ['x'] },
      { id: '2', title: '2', kind: 'doc', tags: ['y', 'x'] },
      { id: '3', title: '3', kind: 'page', tags: ['x'] },
      { id: '4', title: '4' },
    )
    expect(idsOf(await list('select', { kind: 'doc' }))).toEqual(['1', '2'])
    expect(idsOf(await list('select', { tag: 'x' }))).toEqual(['1', '2', '3'])
    expect(idsOf(await list('select', { kind: 'doc', tag: 'y' }))).toEqual(['2'])
  })
})

describe('readItemsAfter', () => {
  it('sees creation, change and deletion in the order of commits, and each once', async () => {
    await save('tail', { id: 'a', title: 'A' }, { id: 'b', title: 'B' })
    const first = await tail('tail')
    expect(idsOf(first.changes)).toEqual(['a', 'b'])
    await remove('tail', 'a')
    await save('tail', { id: 'b', title: 'B2' })
    const second = await tail('tail', first.next)
    expect(second.changes).toMatchObject([
      { id: 'a', item: undefined },
      { id: 'b', item: { title: 'B2' } },
    ])
    expect((await tail('tail', second.next)).changes).toEqual([])
  })

  it('gives of an item that changed often the last state alone', async () => {
    for (const title of ['one', 'two', 'three']) await save('often', { id: 'a', title })
    expect((await tail('often')).changes).toMatchObject([{ id: 'a', item: { title: 'three' } }])
  })

  it('parts many items into pages that follow on', async () => {
    await save('pages', ...Array.from({ length: 501 }, (_, n) => ({ id: `${n}`, title: 'x' })))
    const page = await tail('pages')
    const rest = await tail('pages', page.next)
    expect([page.drained, rest.drained]).toEqual([false, true])
    expect(new Set(idsOf([...page.changes, ...rest.changes])).size).toBe(501)
  })
})

describe('readAllItems', () => {
  it('reads every item that is there, page by page, and none that came after the horizon', async () => {
    await save('all', ...Array.from({ length: 501 }, (_, n) => ({ id: `${n}`, title: 'x' })))
    await remove('all', '7')
    const horizon = await currentHorizon(database, 'all')
    await save('all', { id: 'late', title: 'Late' })
    const pages: string[][] = []
    for await (const page of readAllItems(database, 'all', horizon)) pages.push(idsOf(page))
    const ids = pages.flat()
    expect(pages.length).toBeGreaterThan(1)
    expect(ids).toHaveLength(500)
    expect(new Set(ids).size).toBe(500)
    expect(ids).not.toContain('7')
    expect(ids).not.toContain('late')
  })
})
