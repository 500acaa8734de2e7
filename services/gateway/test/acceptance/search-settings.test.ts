import { calls, type SearchSettings } from '@inkling/contracts'
import { describe, expect, it } from 'vitest'
import { newTenant } from '../support/callers.ts'
import { eventually } from '../support/eventually.ts'

const shop = await newTenant()
const items = ['lamp', 'lantern', 'torch', 'candle'].map((id) => ({ id, title: `A light: ${id}`, kind: 'thing' }))
const { headers } = await shop.call(calls.putItems, { body: [...items, { id: 'haus', title: 'Die Häuser' }] })
const token = { 'consistency-token': headers.get('consistency-token') ?? '' }
await shop.call(calls.search, { body: { q: 'light' }, headers: token })

const put = (body: SearchSettings) => shop.call(calls.putSearchSettings, { body })
const found = async (q: string, more: object = {}) =>
  (await shop.call(calls.search, { body: { q, ...more } })).body.data.map(({ itemId }) => itemId)

describe('search settings', () => {
  it('search settings are empty until they are set, and then read back unchanged', async () => {
    const fresh = await newTenant()
    expect((await fresh.call(calls.getSearchSettings)).body).toEqual({})
    const settings = { language: 'de', rules: [{ query: 'licht', pins: ['lamp'] }] } as const
    expect((await fresh.call(calls.putSearchSettings, { body: settings })).body).toEqual(settings)
    expect((await fresh.call(calls.getSearchSettings)).body).toEqual(settings)
    expect((await shop.call(calls.getSearchSettings)).body).toEqual({})
  })

  it('of writers at the same time who read the same settings, or who create them, one wins and the others get 412', async () => {
    const fresh = await newTenant()
    const race = async (condition: Record<string, string>) => {
      const writers = Array.from({ length: 12 }, (_, n) => {
        const body = { synonyms: [[Object.keys(condition).join(), `b${n}`]] }
        return fresh.attempt(calls.putSearchSettings, { body, headers: condition })
      })
      const statuses = (await Promise.all(writers)).map(({ status }) => status)
      return statuses.toSorted()
    }
    const oneOf12 = [200, ...Array.from({ length: 11 }, () => 412)]
    expect(await race({ 'if-none-match': '*' })).toEqual(oneOf12)
    const read = await fresh.call(calls.getSearchSettings)
    const etag = read.headers.get('etag') ?? ''
    expect((await fresh.attempt(calls.getSearchSettings, { headers: { 'if-none-match': etag } })).status).toBe(304)
    expect(await race({ 'if-match': etag })).toEqual(oneOf12)
    expect((await fresh.call(calls.getSearchSettings)).headers.get('etag')).not.toBe(etag)
  })

  it('pins and blocks items for a query, regardless of its case and spaces', async () => {
    await put({ rules: [{ query: 'Light', pins: ['torch', 'candle', 'unknown'], blocks: ['lamp'] }] })
    await eventually(async () => expect(await found(' LIGHT ')).toEqual(['torch', 'candle', 'lantern']))
    expect((await found('a light')).toSorted()).toEqual(['candle', 'lamp', 'lantern', 'torch'])
  })

  it('pinned items are filtered too, and pages show each item once', async () => {
    await put({ rules: [{ query: 'light', pins: ['torch', 'haus'] }] })
    await eventually(async () => expect((await found('light')).slice(0, 2)).toEqual(['torch', 'haus']))
    expect((await found('light', { filter: 'kind = "thing"' }))[0]).toBe('torch')
    expect(await found('light', { filter: 'kind = "thing"' })).not.toContain('haus')
    const seen: string[] = []
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const { body } = await shop.call(calls.search, { body: { q: 'light', limit: 2, ...(cursor && { cursor }) } })
      seen.push(...body.data.map(({ itemId }) => itemId))
      cursor = body.page?.nextCursor ?? null
    }
    expect(seen.slice(0, 2)).toEqual(['torch', 'haus'])
    expect(seen.toSorted()).toEqual(['candle', 'haus', 'lamp', 'lantern', 'torch'])
  })

  it('synonyms match in both directions', async () => {
    await put({ synonyms: [['lamp', 'luminaire']] })
    await eventually(async () => expect(await found('luminaire')).toEqual(['lamp']))
  })

  it('weights of fields change the order of hits', async () => {
    const tenant = await newTenant()
    const written = await tenant.call(calls.putItems, {
      body: [
        { id: 'title', title: 'Otter' },
        { id: 'text', title: 'Animals', text: 'otter' },
      ],
    })
    const headers = { 'consistency-token': written.headers.get('consistency-token') ?? '' }
    const first = async () =>
      (await tenant.call(calls.search, { body: { q: 'otter' }, headers })).body.data.map(({ itemId }) => itemId)
    expect(await first()).toEqual(['title', 'text'])
    await tenant.call(calls.putSearchSettings, { body: { fieldWeights: { title: 0.1, text: 50 } } })
    await eventually(async () => expect(await first()).toEqual(['text', 'title']))
  })

  it('the language of the settings makes its word forms match', async () => {
    await put({ language: 'de' })
    await eventually(async () => expect(await found('Haus')).toEqual(['haus']))
  })

  it('answers invalid search settings with 422 at the field', async () => {
    const wrong: readonly (readonly [object, string])[] = [
      [{ language: 'klingon' }, '/language'],
      [{ fieldWeights: { title: -1 } }, '/fieldWeights/title'],
      [{ synonyms: [['alone']] }, '/synonyms/0'],
      [{ rules: [{ pins: [] }] }, '/rules/0/query'],
      [{ colour: 'red' }, '/colour'],
    ]
    for (const [body, pointer] of wrong) {
      const refused = await shop.refused(calls.putSearchSettings, { body })
      expect(refused.body, pointer).toMatchObject({ status: 422, errors: [{ pointer }] })
    }
  })
})

describe('queries', () => {
  it('counts equal queries together, and queries without results separately', async () => {
    const asking = await newTenant()
    await asking.call(calls.putItem, { params: { id: 'a' }, body: { title: 'Lamp' } })
    await eventually(async () =>
      expect((await asking.call(calls.search, { body: { q: 'lamp' } })).body.data).toHaveLength(1),
    )
    for (const q of ['Unicorn', ' unicorn ', 'dragon', '']) await asking.call(calls.search, { body: { q } })
    const { data } = (await asking.call(calls.listQueries, { query: { empty: true, limit: 5 } })).body
    expect(data.map(({ query, empty }) => [query, empty])).toContainEqual(['unicorn', 2])
    expect(data.find(({ query }) => query === 'dragon')).toMatchObject({ count: 1, empty: 1 })
    const all = (await asking.call(calls.listQueries)).body.data.map(({ query }) => query)
    expect(all).toContain('lamp')
    expect(all).not.toContain('')
  })
})
