import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { topicalDocuments } from '../test/topical-documents.ts'
import { LearnedFusion } from './fusion/learned-fusion.ts'
import { SearchIndex } from './search-index.ts'
import type { SearchRequest } from './search-request.ts'
import { lsa } from './semantics/lsa.ts'

/** So many that every term has full posting blocks, whose bounds depend on field weights. */
const documents = topicalDocuments(900, 12).map((document, n) => ({
  ...document,
  title: n % 3 === 0 ? 'engine song' : 'blood oven',
}))
const model = lsa.fit(documents)

function filled(): SearchIndex {
  const index = new SearchIndex()
  index.use(model)
  for (const document of documents) index.put(document)
  return index
}

const tunings = [
  {},
  { fieldWeights: { title: 0.01, text: 50 } },
  { fieldWeights: { title: 100, text: 0.1 }, synonyms: [['engine', 'yeast']] },
]
const popularity = new Map(documents.map(({ id }, n) => [id, (n % 7) / 7]))
const option = fc.record({
  tuning: fc.nat(tunings.length - 1),
  query: fc.constantFrom('engine', 'engine wheel motor', 'blood pulse oven', 'song the engine'),
  limit: fc.integer({ min: 1, max: 30 }),
  mode: fc.constantFrom('auto' as const, 'lexical' as const, 'semantic' as const),
  fusion: fc.constantFrom(undefined, new LearnedFusion({ semantic: 20, popularity: 30 })),
  legs: fc.constantFrom([], [{ name: 'popularity', weight: 0.5, scores: popularity, finds: false }]),
})
type Options = Omit<SearchRequest, 'profile'> & { readonly tuning: number }

const profilesOf = (index: SearchIndex) => tunings.map((tuning) => index.profile(tuning))

const searching = (index: SearchIndex, profiles = profilesOf(index)) => {
  return ({ tuning, ...request }: Options) => index.search({ ...request, explain: true, profile: profiles[tuning] })
}

describe('searches with different options on one index', () => {
  it('interleaved searches with different options answer as on an index of their own', () => {
    const alone = tunings.map(() => searching(filled()))
    const shared = searching(filled())
    fc.assert(
      fc.property(fc.array(option, { minLength: 2, maxLength: 6 }), (options) => {
        for (const each of [...options, ...options.toReversed()])
          expect(shared(each)).toEqual(alone[each.tuning]?.(each))
      }),
      { numRuns: 40 },
    )
  })

  it('profiles rank exactly after writes and compactions', () => {
    const index = filled()
    const search = searching(index)
    const options = tunings.map((_, tuning): Options => ({ tuning, query: 'engine wheel', limit: 20, mode: 'lexical' }))
    for (const each of options) search(each)
    for (const { id } of documents.slice(0, 500)) index.remove(id)
    for (const document of documents.slice(0, 100)) index.put({ ...document, text: `${document.text} `.repeat(5) })
    for (const each of options) expect(search(each)).toEqual(searching(index, profilesOf(index))(each))
  })

  it('rejects a profile of another index', () => {
    const profile = filled().profile({})
    expect(() => filled().search({ query: 'engine', limit: 1, profile })).toThrow('profile belongs to another index')
  })
})
