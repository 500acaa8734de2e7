import type { ItemLine } from '@inkling/contracts'
import { testDatabase } from '@inkling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { createDatabase } from '../client/create-database.ts'
import { currentHorizon, logStart } from '../tail/log-position.ts'
import {
  changeItem,
  deleteItem,
  type ItemSelection,
  listItems,
  readAllItems,
  readItem,
  readItemSummaries,
  readItemsAfter,
  saveItems,
} from './items.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('search'), applicationName: 'test', pool: 4 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), owner.close()]))

const save = (tenantId: string, ...items: ItemLine[]) => saveItems(database.background(tenantId), items)
const find = (tenantId: string, id: string) => readItem(database.background(tenantId), id)
const remove = (tenantId: string, id: string) => deleteItem(database.background(tenantId), id)
const list = (tenantId: string, selection: Partial<ItemSelection> = {}) =>
  listItems(database.background(tenantId), { afterId: '', limit: 100, ...selection })
const tail = (tenantId: string, position = logStart) => readItemsAfter(database.background(tenantId), position)

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
  it('stores an item as it was sent', async () => {
    await save('back', whole, { id: 'bare', title: 'Bare' })
    const times = { createdAt: expect.stringContaining('Z'), updatedAt: expect.stringContaining('Z') }
    expect((await find('back', 'whole'))?.item).toEqual({ ...whole, ...times })
    expect((await find('back', 'bare'))?.item).toEqual({ id: 'bare', title: 'Bare', ...times })
  })

  it('says which items it created and which it replaced', async () => {
    await save('flags', { id: 'old', title: 'Old' })
    const { writes } = await save('flags', { id: 'old', title: 'Newer' }, { id: 'new', title: 'New' })
    const created = new Map(writes.map(({ item, isCreated }) => [item.id, isCreated]))
    expect(created).toEqual(
      new Map([
        ['old', false],
        ['new', true],
      ]),
    )
  })

  it('replaces an item as a whole, with another version and the time of its creation', async () => {
    const { writes: first } = await save('replace', { ...whole })
    const { writes: second } = await save('replace', { id: 'whole', title: 'Now bare' })
    expect(second[0]?.item).toMatchObject({ title: 'Now bare', createdAt: first[0]?.item.createdAt })
    expect(second[0]?.item).not.toHaveProperty('text')
    expect(second[0]?.version).not.toBe(first[0]?.version)
    expect((await find('replace', 'whole'))?.version).toBe(second[0]?.version)
  })

  it('keeps the items of tenants apart', async () => {
    await save('ours', { id: 'a', title: 'Ours' })
    expect((await save('theirs', { id: 'a', title: 'Theirs' })).writes[0]?.isCreated).toBe(true)
    expect((await find('ours', 'a'))?.item.title).toBe('Ours')
  })
})

describe('deleteItem', () => {
  it('makes an item absent and keeps none of its text', async () => {
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

  it('deletes nothing when the check throws', async () => {
    await save('kept', { id: 'a', title: 'A' })
    const check = () => {
      throw new Error('not this one')
    }
    await expect(deleteItem(database.background('kept'), 'a', check)).rejects.toThrow('not this one')
    expect(await list('kept')).toHaveLength(1)
  })

  it('lets the item be created again', async () => {
    await save('again', whole)
    await remove('again', 'whole')
    const { writes } = await save('again', { id: 'whole', title: 'Again' })
    expect(writes[0]?.isCreated).toBe(true)
    expect(writes[0]?.item.createdAt).toBe(writes[0]?.item.updatedAt)
    expect((await find('again', 'whole'))?.item.title).toBe('Again')
  })
})

describe('changeItem', () => {
  it('replaces an item by its new state, and creates an item that did not exist', async () => {
    const change = (title: string) =>
      changeItem(database.background('change'), 'a', (current) => ({ title: `${current?.item.title ?? ''}${title}` }))
    expect((await change('x')).writes).toMatchObject([{ item: { title: 'x' }, isCreated: true }])
    expect((await change('y')).writes).toMatchObject([{ item: { title: 'xy' }, isCreated: false }])
  })

  it('loses no change when two change an item at the same moment', async () => {
    await save('both', { id: 'a', title: '' })
    const append = (letter: string) =>
      changeItem(database.background('both'), 'a', (current) => ({ title: `${current?.item.title ?? ''}${letter}` }))
    await Promise.all([append('x'), append('y')])
    expect([...((await find('both', 'a'))?.item.title ?? '')].toSorted()).toEqual(['x', 'y'])
  })

  it('changes nothing when the new body cannot be made', async () => {
    await save('refuse', { id: 'a', title: 'A' })
    const change = changeItem(database.background('refuse'), 'a', () => {
      throw new Error('no')
    })
    await expect(change).rejects.toThrow('no')
    expect((await find('refuse', 'a'))?.item.title).toBe('A')
  })
})

describe('readItemSummaries', () => {
  it('reads the items that exist, without their texts', async () => {
    await save('summaries', whole, { id: 'b', title: 'B' })
    await remove('summaries', 'b')
    const found = await readItemSummaries(database.background('summaries'), ['whole', 'b', 'unknown'])
    expect(found).toMatchObject([{ id: 'whole', title: 'Whole', tags: ['a', 'b'] }])
    expect(found[0]).not.toHaveProperty('text')
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

  it('gives only the last state of an item that changed often', async () => {
    for (const title of ['one', 'two', 'three']) await save('often', { id: 'a', title })
    expect((await tail('often')).changes).toMatchObject([{ id: 'a', item: { title: 'three' } }])
  })

  it('splits many items into pages that follow each other', async () => {
    await save('pages', ...Array.from({ length: 501 }, (_, n) => ({ id: `${n}`, title: 'x' })))
    const page = await tail('pages')
    const rest = await tail('pages', page.next)
    expect([page.drained, rest.drained]).toEqual([false, true])
    expect(new Set(idsOf([...page.changes, ...rest.changes])).size).toBe(501)
  })
})

describe('expired items', () => {
  it('an expired item is as a deleted one for indexes, and can still be read and extended', async () => {
    const [past, future] = ['2020-01-01T00:00:00.000Z', '2099-01-01T00:00:00.000Z']
    await save('expired', { id: 'past', title: 'P', expiresAt: past }, { id: 'future', title: 'F', expiresAt: future })
    const before = await tail('expired')
    expect(before.changes).toMatchObject([
      { id: 'future', item: { expiresAt: future } },
      { id: 'past', item: undefined },
    ])
    const horizon = await currentHorizon(database.background('expired'))
    const pages: string[] = []
    for await (const page of readAllItems(database.background('expired'), horizon)) pages.push(...idsOf(page))
    expect(pages).toEqual(['future'])
    expect((await find('expired', 'past'))?.item.expiresAt).toBe(past)
    await save('expired', { id: 'past', title: 'P', expiresAt: future })
    expect((await tail('expired', before.next)).changes).toMatchObject([{ id: 'past', item: { expiresAt: future } }])
  })
})

describe('readAllItems', () => {
  it('reads every item below the horizon, page by page', async () => {
    await save('all', ...Array.from({ length: 502 }, (_, n) => ({ id: `${n}`, title: 'x' })))
    await remove('all', '7')
    const horizon = await currentHorizon(database.background('all'))
    await save('all', { id: 'late', title: 'Late' })
    const pages: string[][] = []
    for await (const page of readAllItems(database.background('all'), horizon)) pages.push(idsOf(page))
    const ids = pages.flat()
    expect(pages.length).toBeGreaterThan(1)
    expect(ids).toHaveLength(501)
    expect(new Set(ids).size).toBe(501)
    expect(ids).not.toContain('7')
    expect(ids).not.toContain('late')
  })
})
