import type { SearchSettings } from '@inkling/contracts'
import { BehaviourLegs, behaviourLearning, lsa } from '@inkling/search-index'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { itemOf } from '../test/item-of.ts'
import { Catalogue } from './catalogue.ts'
import { findItems, type SearchPlace } from './find-items.ts'

interface Ask {
  readonly q?: string
  readonly sort?: string
  readonly limit: number
  readonly settings?: SearchSettings
}

/** What the pages show one after the other; `between` may give another catalogue for those that follow. */
function visited(first: Catalogue, { q = 'wing', settings = {}, ...ask }: Ask, between = (now: Catalogue) => now) {
  const seen: string[] = []
  let catalogue = first
  for (let before: SearchPlace | undefined, page = 0; page < 200; page++) {
    const options = { settings, before, nowMs: 0, affinity: new Map(), isWhole: catalogue === first }
    const { data, next } = findItems(catalogue, { q, ...ask }, options)
    seen.push(...data.map(({ itemId }) => itemId))
    if (!next) return seen
    before = JSON.parse(JSON.stringify(next))
    catalogue = between(catalogue)
  }
  throw new Error('the pages do not end')
}

const popularity = Array.from({ length: 1_300 }, (_, n) => [`${1_299 - n}`, 1_300 - n] as const)
/** As it was learned, what is least popular and what words find last come first. */
const taught = new BehaviourLegs({ ...behaviourLearning.none, popularity, fusion: { lexical: -20, popularity: -50 } })

function catalogueOf(texts: ReadonlyMap<string, string>, behaviour?: BehaviourLegs): Catalogue {
  const catalogue = Catalogue.empty({}, behaviour)
  for (const [id, text] of texts) catalogue.put(itemOf(id, { title: `wing ${text}` }))
  return catalogue
}

const ids = fc.nat(40).map((n) => `item ${n}`)
const text = fc
  .array(fc.constantFrom('wing', 'heat', 'flow', 'plate', 'the'), { maxLength: 12 })
  .map((t) => t.join(' '))
const texts = fc.array(fc.tuple(ids, text), { maxLength: 40, size: 'max' }).map((list) => new Map(list))
const write = fc.oneof({ weight: 2, arbitrary: fc.tuple(ids, text) }, ids, fc.constantFrom('reindex', 'another'))
const writes = fc.array(fc.array(write, { maxLength: 6 }), { maxLength: 30, size: 'max' })
const rules = [{ query: 'wing', pins: ['item 3', 'item 7', 'item 30'], blocks: ['item 9'] }]
const ask = fc.record({
  q: fc.constantFrom('wing', 'wing heat flow', '', 'heat'),
  limit: fc.integer({ min: 1, max: 5 }),
  settings: fc.constantFrom({}, { rules }),
  behaviour: fc.constantFrom(undefined, taught),
})

type Write = readonly [id: string, text: string] | string

const first = { settings: {}, before: undefined, nowMs: 0, affinity: new Map(), isWhole: true }

/**
 * Makes the writes, and notes in `moved` what was not a match throughout. Gives the catalogue that serves from then on.
 */
function written(catalogue: Catalogue, texts: Map<string, string>, writes: readonly Write[], moved: Set<string>) {
  let served = catalogue
  for (const change of writes) {
    if (change === 'reindex') served.index.use(lsa.fit(Array.from(texts, ([id, title]) => ({ id, title }))))
    else if (change === 'another') served = catalogueOf(texts)
    else if (typeof change === 'string') {
      served.remove(change)
      texts.delete(change)
      moved.add(change)
    } else {
      const [id, text] = change
      served.put(itemOf(id, { title: `wing ${text}` }))
      texts.set(id, text)
      if (!text.includes('heat')) moved.add(id)
    }
  }
  return served
}

describe('pages by score', () => {
  it('pages repeat no item and skip no match, also with writes in between and another catalogue', () => {
    fc.assert(
      fc.property(texts, writes, ask, (items, rounds, { q, limit, settings, behaviour }) => {
        const catalogue = catalogueOf(items, behaviour)
        const { data } = findItems(catalogue, { q, limit: 100 }, { ...first, settings })
        const [now, moved] = [new Map(items), new Set<string>()]
        let round = 0
        const seen = visited(catalogue, { q, limit, settings }, (current) =>
          written(current, now, rounds[round++] ?? [], moved),
        )
        expect(new Set(seen).size).toBe(seen.length)
        expect(data.filter(({ itemId }) => !seen.includes(itemId) && !moved.has(itemId))).toEqual([])
      }),
      { numRuns: 150 },
    )
  })

  it('pages beyond the remembered ones continue by score and hold every match once', () => {
    const many = new Map(Array.from({ length: 1_300 }, (_, n) => [`${n}`, 'wing '.repeat(n % 7)]))
    const [plain, learned] = [
      catalogueOf(many, new BehaviourLegs({ ...behaviourLearning.none, popularity })),
      catalogueOf(many, taught),
    ]
    const settings = { rules: [{ query: 'wing', pins: ['1299', '650'] }] }
    for (const catalogue of [plain, learned]) {
      for (const seen of [visited(catalogue, { limit: 100 }), visited(catalogue, { limit: 90, settings })]) {
        expect(seen).toHaveLength(1_300)
        expect(new Set(seen).size).toBe(1_300)
      }
    }
    expect(visited(learned, { limit: 100 }).slice(0, 100)).not.toEqual(visited(plain, { limit: 100 }).slice(0, 100))
  })
})

describe('pages by score of more than is remembered', () => {
  const [items, page] = [1_300, 100]
  const alike = () => catalogueOf(new Map(Array.from({ length: items }, (_, n) => [`${n}`, 'plate'])))

  it.for(['wing', 'wing heat'])('follow the scores that every write moves: %s', (q) => {
    for (const text of ['heat', 'wing '.repeat(50)]) {
      const catalogue = alike()
      let writes = 0
      const seen = visited(catalogue, { q, limit: page }, (now) => {
        now.put(itemOf(`new ${writes++}`, { title: text }))
        return now
      })
      expect(new Set(seen).size).toBe(seen.length)
      expect(seen.filter((id) => !id.startsWith('new'))).toHaveLength(items)
    }
  })

  it('pages by score do not follow a last item that was itself changed', () => {
    const unlike = () => catalogueOf(new Map(Array.from({ length: items }, (_, n) => [`${n}`, 'plate '.repeat(n)])))
    const order = visited(unlike(), { limit: page })
    const worst = { title: `wing ${'plate '.repeat(items)}`, updatedAt: '2026-11-22T12:00:00.000Z' }
    let pages = 0
    const seen = visited(unlike(), { limit: page }, (now) => {
      now.put(itemOf(order[++pages * page - 1] ?? '', worst))
      return now
    })
    expect(new Set(seen).size).toBeGreaterThan(items - page / 2)
  })
})

it('pages in an order go on after the last, also where its key is long', () => {
  const long = catalogueOf(new Map(Array.from({ length: 20 }, (_, n) => [`${n}`, `${'é'.repeat(1_000)} ${n % 3}`])))
  expect(new Set(visited(long, { sort: '-title', limit: 3 })).size).toBe(20)
})
