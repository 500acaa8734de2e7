import { describe, expect, test as it } from 'vitest'
import { parseFilter } from './filter/parse-filter.ts'
import { SearchIndex } from './search-index.ts'

const documents = [
  {
    id: 'wing',
    title: 'Wings in a slipstream',
    text: 'How a propeller changes the lift of wings.',
    kind: 'paper',
    tags: ['aerodynamics'],
  },
  {
    id: 'heat',
    title: 'Heated plates',
    text: 'Heat transfer of plates at high speed; the wing stays cold.',
    kind: 'paper',
    tags: ['heat'],
  },
  { id: 'cake', title: 'Café cakes', text: 'Bake the cakes at high heat.', kind: 'recipe', tags: ['baking'] },
  { id: 'code', title: 'getUserName', text: 'Returns the name of the user.', kind: 'api' },
]

function filled(): SearchIndex {
  const index = new SearchIndex()
  for (const document of documents) index.put(document)
  return index
}

function found(query: string, index = filled()): string[] {
  return index.search({ query, limit: 10 }).hits.map(({ id }) => id)
}

describe('search', () => {
  it('finds inflections, and ranks a match in the title higher', () => {
    expect(found('winged')).toEqual(['wing', 'heat'])
  })

  it('finds documents that hold any of the words', () => {
    expect(found('propeller cake')).toHaveLength(2)
  })

  it('ignores case and accents', () => {
    expect(found('CAFE')).toEqual(['cake'])
  })

  it('finds identifiers by their parts and whole', () => {
    expect(found('username')).toEqual([])
    expect(found('getusername')).toEqual(['code'])
    expect(found('GET_USER_NAME')).toEqual(['code'])
  })

  it('finds tags', () => {
    expect(found('aerodynamic')).toEqual(['wing'])
  })

  it('stop words find nothing beside other words, but documents when alone', () => {
    expect(found('at propeller')).toEqual(['wing'])
    expect(found('the xylophone')).toEqual([])
    expect(found('how')).toEqual(['wing'])
  })

  it('finds only documents that pass the filter', () => {
    const filter = parseFilter('kind = "recipe"')
    const hits = filter.ok ? filled().search({ query: 'heat', limit: 10, filter: filter.matches }).hits : []
    expect(hits.map(({ id }) => id)).toEqual(['cake'])
  })

  it('a blank query lists everything by id', () => {
    expect(found(' \n')).toEqual(['cake', 'code', 'heat', 'wing'])
  })

  it('explains a score by its terms, without the commonest stop words', () => {
    const [hit] = filled().search({ query: 'the heat at plates', limit: 1, explain: true }).hits
    expect(hit?.terms?.map(({ term }) => term)).toEqual(['plate', 'heat', 'at'])
    const lexical = hit?.legs?.find(({ name }) => name === 'lexical')?.score
    expect(hit?.terms?.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(lexical ?? Number.NaN)
  })

  it('highlights title and text only when asked', () => {
    const [hit] = filled().search({ query: 'cake', limit: 1, highlight: true }).hits
    expect(hit?.highlight).toEqual({
      title: 'Café <mark>cakes</mark>',
      text: 'Bake the <mark>cakes</mark> at high heat.',
    })
    expect(filled().search({ query: 'cake', limit: 1 }).hits[0]).not.toHaveProperty('highlight')
  })

  it('rejects a limit below 1', () => {
    expect(() => filled().search({ query: 'x', limit: 0 })).toThrow(
      new RangeError('limit is 0; it must be an integer of at least 1'),
    )
    expect(() => filled().similar({ text: 'x', limit: 1.5 })).toThrow(RangeError)
  })

  it('a filter that throws does not affect the next search', () => {
    const index = filled()
    const filter = (): boolean => {
      throw new Error('broken')
    }
    expect(() => index.search({ query: 'heat', limit: 10, filter })).toThrow('broken')
    expect(index.search({ query: 'heat', limit: 10 })).toEqual(filled().search({ query: 'heat', limit: 10 }))
  })
})

describe('put and remove', () => {
  it('a replaced document is found under its new words only', () => {
    const index = filled()
    index.put({ id: 'wing', title: 'Rudders' })
    expect(found('rudder', index)).toEqual(['wing'])
    expect(found('slipstream', index)).toEqual([])
    expect(index.size).toBe(4)
  })

  it('a removed document is not found', () => {
    const index = filled()
    expect(index.remove('wing')).toBe(true)
    expect(index.remove('wing')).toBe(false)
    expect(index.has('wing')).toBe(false)
    expect(found('slipstream', index)).toEqual([])
  })

  it('bytes grow with the documents held', () => {
    const index = filled()
    const { bytes } = index
    index.put({ id: 'long', title: 'Long', text: 'word '.repeat(10_000) })
    expect(index.bytes - bytes).toBeGreaterThanOrEqual(50_000)
  })
})

describe('similar', () => {
  it('finds documents similar to items, and never the items', () => {
    const ids = filled()
      .similar({ itemIds: ['wing', 'unknown'], limit: 10 })
      .map(({ id }) => id)
    expect(ids).toEqual(['heat'])
  })

  it('finds documents similar to a text or tags, with scores between 0 and 1', () => {
    const [byText] = filled().similar({ text: 'baking a cake in great heat', limit: 1 })
    expect(byText?.id).toBe('cake')
    expect(byText?.score).toBeGreaterThan(0)
    expect(byText?.score).toBeLessThan(1)
    expect(
      filled()
        .similar({ tags: ['baking'], limit: 10 })
        .map(({ id }) => id),
    ).toEqual(['cake'])
  })

  it('leaves excluded and filtered documents out of similar ones', () => {
    const request = { text: 'heat', limit: 10 }
    expect(
      filled()
        .similar({ ...request, exclude: ['heat'] })
        .map(({ id }) => id),
    ).toEqual(['cake'])
    expect(
      filled()
        .similar({ ...request, filter: ({ kind }) => kind === 'paper' })
        .map(({ id }) => id),
    ).toEqual(['heat'])
  })

  it('finds nothing similar to nothing', () => {
    expect(filled().similar({ limit: 10 })).toEqual([])
    expect(filled().similar({ itemIds: ['unknown'], text: 'the', limit: 10 })).toEqual([])
  })
})
