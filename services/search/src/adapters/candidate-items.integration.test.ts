import type { ItemLine } from '@inkling/contracts'
import { createDatabase, deleteItem, saveItems } from '@inkling/database'
import { testDatabase } from '@inkling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { candidateItems } from './candidate-items.ts'
import { writeWords } from './word-writer.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('search'), applicationName: 'test', pool: 2 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), owner.close()]))

const save = (tenantId: string, ...items: ItemLine[]) => saveItems(database.background(tenantId), items)
/** All words, also those that a transaction of another test holds up for a moment. */
async function write(tenantId: string): Promise<void> {
  while (await writeWords(database.background(tenantId))) await new Promise(setImmediate)
}
const wordsOf = (tenantId: string) =>
  database.background(tenantId).transaction('look', (sql) => sql`select id from catalog.item_words order by id`)
const found = async (tenantId: string, query: string, besides: readonly string[] = []) => {
  const { items } = await candidateItems(database.background(tenantId), query, besides)
  return items.map(({ id }) => id).toSorted()
}

const otter = { id: 'otter', title: 'Otters', text: 'They swim in clear rivers.', tags: ['mammal'] }
const heron = { id: 'heron', title: 'The heron', text: 'It wades in rivers and waits.', tags: ['bird'] }
const badger = { id: 'badger', title: 'Badgers', text: 'dig in the woods' }

describe.each([
  ['while words are not written', async () => {}],
  ['once words are written', write],
] as const)('candidateItems %s', (when, settle) => {
  it('finds items by any word of title, text and tags, in every form', async () => {
    await save(`any ${when}`, otter, heron, badger)
    await settle(`any ${when}`)
    expect(await found(`any ${when}`, 'swimming badger')).toEqual(['badger', 'otter'])
    expect(await found(`any ${when}`, 'bird')).toEqual(['heron'])
    expect(await found(`any ${when}`, 'xylophone')).toEqual([])
    expect(await found(`any ${when}`, 'xylophone river')).toEqual(['heron', 'otter'])
  })

  it('adds the named items that exist', async () => {
    await save(`near ${when}`, otter, heron, badger)
    await settle(`near ${when}`)
    expect(await found(`near ${when}`, 'bird', ['badger', 'heron', 'gone'])).toEqual(['badger', 'heron'])
  })

  it('finds items with a quarter of the known words, and ignores unknown words', async () => {
    await save(`quarter ${when}`, otter, heron, badger)
    await settle(`quarter ${when}`)
    expect(await found(`quarter ${when}`, 'otters swim in clear rivers, unheardof')).toEqual(['heron', 'otter'])
  })

  it('finds by stop words when there are no others', async () => {
    await save(`stop ${when}`, otter, heron, badger)
    await settle(`stop ${when}`)
    expect(await found(`stop ${when}`, 'the and')).toEqual(['badger', 'heron'])
  })

  it('lists the items for a blank query', async () => {
    await save(`blank ${when}`, otter, heron)
    await settle(`blank ${when}`)
    expect(await found(`blank ${when}`, '  ')).toEqual(['heron', 'otter'])
  })

  it('sees a change and a deletion at once, and nothing of another tenant', async () => {
    await save(`change ${when}`, otter, badger)
    await settle(`change ${when}`)
    await save('change-not', { ...badger, id: 'theirs' })
    await save(`change ${when}`, { ...otter, text: 'They dig now.' })
    await settle(`change ${when}`)
    expect(await found(`change ${when}`, 'swim')).toEqual([])
    expect(await found(`change ${when}`, 'dig')).toEqual(['badger', 'otter'])
    await deleteItem(database.background(`change ${when}`), 'badger')
    expect(await found(`change ${when}`, 'dig')).toEqual(['otter'])
  })
})

describe('words', () => {
  it('words of items are found in any text, also in an item of a megabyte', async () => {
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

  it('words of items are written page by page for a thousand new items, and removed with deleted ones', async () => {
    const many = Array.from({ length: 1_000 }, (_, n) => ({ id: `${n}`, title: `Stone ${n}` }))
    await save('follow', ...many)
    expect(await found('follow', 'stone 0')).toContain('0')
    expect(await wordsOf('follow')).toEqual([])
    await write('follow')
    expect(await wordsOf('follow')).toHaveLength(1_000)
    for (const { id } of many.slice(1, 100)) await deleteItem(database.background('follow'), id)
    await write('follow')
    expect(await wordsOf('follow')).toHaveLength(901)
  })

  it('words of items are written once when two processes write', async () => {
    await save('race', otter, heron, badger)
    await Promise.all([write('race'), write('race')])
    expect(await wordsOf('race')).toHaveLength(3)
    expect((await candidateItems(database.background('race'), 'otter')).isBehind).toBe(false)
  })

  it('words of items are found by their index, not by a scan of all items', async () => {
    const many = Array.from({ length: 3_000 }, (_, n) => ({ id: `${n}`, title: `w${n % 300} all` }))
    await save('many', ...many)
    await write('many')
    expect(await found('many', 'w7 all')).toHaveLength(10)
    const plan = await owner.platform({ name: 'explain' }, async (sql) => {
      await sql`set local enable_seqscan = off`
      return sql<{ 'QUERY PLAN': string }[]>`
        explain select id from catalog.item_words where words @> array[7] limit 2001`
    })
    expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toContain('item_words_words')
  })
})
