import type { ItemLine } from '@inkling/contracts'
import { createDatabase } from '@inkling/database'
import { Deadline } from '@inkling/resilience'
import { testDatabase } from '@inkling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { candidateItems } from './candidate-items.ts'
import { markDeleted, saveItems } from './item-store.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('search'), applicationName: 'test', pool: 2 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), owner.close()]))

const save = (tenantId: string, ...items: ItemLine[]) =>
  database.tenant(tenantId, { name: 'save' }, (sql) => saveItems(sql, tenantId, items))
const found = async (tenantId: string, query: string) => {
  const { items } = await candidateItems(database, tenantId, query, new Deadline(5_000))
  return items.map(({ id }) => id).toSorted()
}

const otter = { id: 'otter', title: 'Otters', text: 'They swim in clear rivers.', tags: ['mammal'] }
const heron = { id: 'heron', title: 'The heron', text: 'It wades in rivers and waits.', tags: ['bird'] }
const badger = { id: 'badger', title: 'Badgers', text: 'dig in the woods' }

describe('candidateItems', () => {
  it('finds by any word, in title, text and tags, in every form', async () => {
    await save('any', otter, heron, badger)
    expect(await found('any', 'swimming badger')).toEqual(['badger', 'otter'])
    expect(await found('any', 'bird')).toEqual(['heron'])
    expect(await found('any', 'xylophone')).toEqual([])
    expect(await found('any', 'xylophone river')).toEqual(['heron', 'otter'])
  })

  it('wants a quarter of the words that are known, and ignores those that are not', async () => {
    await save('quarter', otter, heron, badger)
    expect(await found('quarter', 'otters swim in clear rivers, unheardof')).toEqual(['heron', 'otter'])
  })

  it('finds by stop words when there are no others', async () => {
    await save('stop', otter, heron, badger)
    expect(await found('stop', 'the and')).toEqual(['badger', 'heron'])
  })

  it('lists the items for a blank query', async () => {
    await save('blank', otter, heron)
    expect(await found('blank', '  ')).toEqual(['heron', 'otter'])
  })

  it('sees a change and a deletion at once, and nothing of another tenant', async () => {
    await save('change', otter, badger)
    await save('change-not', { ...badger, id: 'theirs' })
    await save('change', { ...otter, text: 'They dig now.' })
    expect(await found('change', 'swim')).toEqual([])
    expect(await found('change', 'dig')).toEqual(['badger', 'otter'])
    await database.tenant('change', { name: 'delete' }, (sql) => markDeleted(sql, 'change', 'badger'))
    expect(await found('change', 'dig')).toEqual(['otter'])
  })

  it('bears any text, and takes an item of a megabyte', async () => {
    const longText = Array.from({ length: 140_000 }, (_, n) => n.toString(36).padStart(6, 'x')).join(' ')
    await save('any-text', { id: 'long', title: 'Long', text: longText.slice(0, 1_000_000) })
    for (const text of [
      '\u0001\u001b',
      "'; drop table",
      '🦦 🦡',
      'שלום עולם',
      ':*&|!()',
      'x'.repeat(10_000),
      longText.slice(0, 10_000),
    ])
      expect(Array.isArray(await found('any-text', text))).toBe(true)
    expect(await found('any-text', 'long')).toEqual(['long'])
  })

  it('reads the index of words, not the words of every item', async () => {
    const many = Array.from({ length: 3_000 }, (_, n) => ({ id: `${n}`, title: `w${n % 300} all` }))
    await save('many', ...many)
    expect(await found('many', 'w7 all')).toHaveLength(10)
    const plan = await owner.platform({ name: 'explain' }, async (sql) => {
      await sql`set local enable_seqscan = off`
      return sql<{ 'QUERY PLAN': string }[]>`
        explain select id from catalog.item_words where words @> array[7] limit 2001`
    })
    expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toContain('item_words_words')
  })
})
