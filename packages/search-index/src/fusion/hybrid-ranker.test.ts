import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { topicalDocuments } from '../../test/topical-documents.ts'
import { type SearchDocument, type SearchHit, SearchIndex, type SearchRequest } from '../index.ts'
import { fitLsa } from '../semantics/fit-lsa.ts'
import { LearnedFusion } from './learned-fusion.ts'

const documents = topicalDocuments(120)
const model = fitLsa(documents)

function indexOf(items: readonly SearchDocument[]): SearchIndex {
  const index = new SearchIndex()
  index.use(model)
  for (const item of items) index.put(item)
  return index
}

const index = indexOf(documents)
const query = fc
  .array(fc.constantFrom('car', 'engine', 'oven', 'song', 'blood', 'the', 'x17', 'nowhere'), {
    minLength: 1,
    maxLength: 6,
  })
  .map((words) => words.join(' '))

describe('hybrid search', () => {
  it('finds every lexical match, with at least its lexical score', () => {
    fc.assert(
      fc.property(query, (text) => {
        const both = new Map(index.search({ query: text, limit: 200 }).hits.map(({ id, score }) => [id, score]))
        for (const { id, score } of index.search({ query: text, limit: 200, mode: 'lexical' }).hits) {
          expect(both.get(id)).toBeGreaterThanOrEqual(score)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('ranks the same in any order of indexing and after removals', () => {
    fc.assert(
      fc.property(query, fc.shuffledSubarray(documents, { minLength: documents.length }), (text, shuffled) => {
        const passing = topicalDocuments(300).slice(120)
        const other = indexOf([...passing, ...shuffled])
        for (const { id } of passing) other.remove(id)
        const request = { query: text, limit: 20, explain: true }
        expect(other.search(request)).toEqual(index.search(request))
      }),
      { numRuns: 10 },
    )
  })

  it('hybrid pages show every match exactly once', () => {
    fc.assert(
      fc.property(query, fc.integer({ min: 1, max: 40 }), (text, limit) => {
        const visited = []
        for (let page = index.search({ query: text, limit }); ; ) {
          visited.push(...page.hits)
          if (page.next === undefined) break
          page = index.search({ query: text, limit, after: page.next })
        }
        expect(visited).toEqual(index.search({ query: text, limit: 200 }).hits)
      }),
      { numRuns: 20 },
    )
  })

  it('explains a score by its legs', () => {
    for (const { score, legs = [] } of index.search({ query: 'engine wheel motor', limit: 5, explain: true }).hits) {
      const names = legs.map(({ name }) => name)
      expect(names.slice(0, 3)).toEqual(['lexical', 'feedback', 'semantic'])
      expect(['nearness', undefined]).toContain(names[3])
      expect(legs.reduce((sum, { share }) => sum + share, 0)).toBe(score)
    }
  })

  it('gives the semantic leg no share in a query for an identifier', () => {
    const named = indexOf([...documents, { id: 'named', title: 'x17', text: 'engine' }])
    const [hit] = named.search({ query: 'x17', limit: 1, explain: true }).hits
    expect(hit?.id).toBe('named')
    expect(hit?.legs?.find(({ name }) => name === 'semantic')?.share).toBe(0)
  })

  it('finds only documents that pass the filter, by all legs', () => {
    const filter = ({ id }: SearchDocument): boolean => id.startsWith('1-')
    const { hits } = index.search({ query: 'engine blood pulse', limit: 50, filter })
    expect(hits.length).toBeGreaterThan(5)
    expect(hits.every(({ id }) => id.startsWith('1-'))).toBe(true)
  })

  it('adds the scores of extra legs', () => {
    const scores = new Map([
      ['2-2', 0.5],
      ['gone', 1],
    ])
    const request = {
      query: 'engine wheel motor',
      limit: 3,
      explain: true,
      legs: [{ name: 'clicks', weight: 10, scores, finds: true }],
    }
    const [hit] = index.search(request).hits
    expect(hit?.id).toBe('2-2')
    expect(hit?.legs?.at(-1)).toMatchObject({ name: 'clicks', score: 0.5 })
  })
})

describe('search with a learned fusion', () => {
  const fusion = new LearnedFusion({ semantic: -20, popularity: 30 })
  const large = indexOf(topicalDocuments(600, 3))
  const scores = new Map(Array.from({ length: 600 }, (_, n) => [`${n % 4}-${n}`, (n % 7) / 7]))
  const legs = [{ name: 'popularity', weight: 0.1, scores, finds: false }]

  it('changes the order and keeps the score of each place', () => {
    const request = { query: 'engine wheel motor', limit: 40, legs }
    const [plain, fused] = [large.search(request).hits, large.search({ ...request, fusion }).hits]
    expect(fused.map(({ score }) => score)).toEqual(plain.map(({ score }) => score))
    expect(fused.map(({ id }) => id)).not.toEqual(plain.map(({ id }) => id))
  })

  it('shows on its pages the same matches and scores as without fusion', () => {
    const visit = (request: SearchRequest) => {
      const visited: SearchHit[] = []
      for (let page = large.search(request); ; page = large.search({ ...request, after: page.next })) {
        visited.push(...page.hits)
        if (page.next === undefined) return visited
      }
    }
    fc.assert(
      fc.property(query, fc.integer({ min: 5, max: 75 }), (text, limit) => {
        const plain = visit({ query: text, limit, legs })
        const fused = visit({ query: text, limit, legs, fusion })
        expect(new Set(fused.map(({ id }) => id)).size).toBe(fused.length)
        expect(fused.map(({ id }) => id).sort()).toEqual(plain.map(({ id }) => id).sort())
        expect(fused.map(({ score }) => score)).toEqual(plain.map(({ score }) => score))
      }),
      { numRuns: 20 },
    )
  })

  it('pages of any size that leave out shown documents show every match once', () => {
    fc.assert(
      fc.property(query, fc.array(fc.integer({ min: 5, max: 75 }), { minLength: 1, maxLength: 4 }), (text, limits) => {
        const shown = new Set<string>()
        for (let page = 0, more = true; more; page++) {
          const limit = limits[page % limits.length] ?? 1
          const { hits, next } = large.search({ query: text, limit, legs, fusion, shown })
          expect(hits.some(({ id }) => shown.has(id))).toBe(false)
          for (const { id } of hits) shown.add(id)
          more = next !== undefined
        }
        const { hits } = large.search({ query: text, limit: 600, mode: 'lexical' })
        expect(hits.every(({ id }) => shown.has(id))).toBe(true)
      }),
      { numRuns: 20 },
    )
  })

  it('explains the learned part, and shares add up to the score', () => {
    const { hits } = large.search({ query: 'engine wheel motor', limit: 5, legs, fusion, explain: true })
    for (const { score, legs: said = [] } of hits) {
      expect(said.at(-1)?.name).toBe('learned')
      expect(said.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(score, 9)
    }
  })

  it.each(['lexical', 'semantic'] as const)('does not affect mode %s', (mode) => {
    const request = { query: 'engine wheel motor', limit: 20, mode, explain: true }
    expect(large.search({ ...request, fusion })).toEqual(large.search(request))
  })
})

it.each([20, 100])('matches beyond the candidates follow in lexical order, %i at a time', (limit) => {
  const many = topicalDocuments(2_000, 3)
  const large = indexOf(many)
  const lexical = large.search({ query: 'engine wheel', limit: 2_000, mode: 'lexical' }).hits
  const visited: SearchHit[] = []
  for (let page = large.search({ query: 'engine wheel', limit }); ; ) {
    visited.push(...page.hits)
    if (page.next === undefined) break
    page = large.search({ query: 'engine wheel', limit, after: page.next })
  }
  const ids = new Set(visited.map(({ id }) => id))
  expect(ids.size).toBe(visited.length)
  expect(lexical.every(({ id }) => ids.has(id))).toBe(true)
  expect(visited.every(({ score }, n) => n === 0 || score <= (visited[n - 1]?.score ?? 0))).toBe(true)
})

it('semantic pages show every match exactly once', () => {
  const [request, visited]: [SearchRequest, SearchHit[]] = [{ query: 'engine', limit: 7, mode: 'semantic' }, []]
  for (let page = index.search(request); ; page = index.search({ ...request, after: page.next })) {
    visited.push(...page.hits)
    if (page.next === undefined) break
  }
  expect(visited).toEqual(index.search({ ...request, limit: 200 }).hits)
})
