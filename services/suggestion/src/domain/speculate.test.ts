import type { Item, LookupRequest, PredictionRequest, SpeculationQuery } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type SpeculationSources, speculate } from './speculate.ts'

const likelihoods = { certain: 0.6, likely: 0.25, '/path': 0.22, plain: 0.21, strange: 0.2 }
const urls: Record<string, string> = { certain: 'https://shop.example/certain', likely: '/likely', strange: 'data:,x' }
const meta = { epoch: 1, servedBy: 'blend', cache: 'none' as const, degraded: null, tookMs: 0 }
const described = { createdAt: '2026-11-21', updatedAt: '2026-11-21' }

/** A prediction of all of them, of which those with an address are described. */
function sources(own: Partial<SpeculationSources> = {}) {
  const asked: (PredictionRequest | LookupRequest)[] = []
  const data = Object.entries(likelihoods).map(([itemId, probability]) => ({ itemId, probability, score: 0 }))
  const describe = (id: string): Item => ({ id, title: id, ...described, ...(urls[id] && { url: urls[id] }) })
  return {
    asked,
    predict: async (request: PredictionRequest) => {
      asked.push(request)
      return {
        meta,
        receiptId: 'rcp_1',
        data: data.filter(({ probability }) => probability >= (request.minProbability ?? 0)),
      }
    },
    lookUp: async (request: LookupRequest) => {
      asked.push(request)
      return { data: request.itemIds.filter((id) => id !== '/path').map(describe) }
    },
    threshold: async () => 0.2,
    failedAmong: async () => [],
    ...own,
  }
}

/** The pages by what is to be done to them. */
async function pagesFor(query: SpeculationQuery = {}, own: Partial<SpeculationSources> = {}) {
  const { prefetch, prerender } = (await speculate(sources(own), query)).rules
  return { prefetch: prefetch.flatMap((rule) => rule.urls), prerender: prerender.flatMap((rule) => rule.urls) }
}

const away = async () => {
  throw new InklingError('dependency_unavailable', 'It is unavailable')
}

describe('speculate', () => {
  it('prefetches likely pages and prerenders pages that are more likely than not', async () => {
    expect(await speculate(sources(), {})).toEqual({
      rules: {
        tag: 'rcp_1',
        prefetch: [{ source: 'list', urls: ['/likely', '/path'], relative_to: 'document', eagerness: 'immediate' }],
        prerender: [{ source: 'list', urls: [urls.certain], relative_to: 'document', eagerness: 'immediate' }],
        items: { 'https://shop.example/certain': 'certain', '/likely': 'likely', '/path': '/path' },
      },
      degraded: [],
    })
  })

  it('asks on behalf of the user, for no more than the threshold lets through', async () => {
    const own = sources()
    await speculate(own, { userId: 'u', sessionId: 's' })
    expect(own.asked[0]).toMatchObject({ userId: 'u', sessionId: 's', minProbability: 0.2 })
  })

  it('without user and session asks what follows the open page', async () => {
    const own = sources()
    await speculate(own, { itemId: 'certain' })
    await speculate(own, { itemId: 'certain', sessionId: 's' })
    const predictions = own.asked.filter((request) => 'limit' in request)
    expect(predictions.map((request) => 'recent' in request && request.recent)).toEqual([['certain'], false])
  })

  it.each([
    [{ minProbability: 0.23 }, { prefetch: ['/likely'], prerender: [urls.certain] }],
    [{ prerenderProbability: 0.25 }, { prefetch: ['/path'], prerender: [urls.certain, '/likely'] }],
    [{ prerenderProbability: 1 }, { prefetch: [urls.certain, '/likely', '/path'], prerender: [] }],
    [{ limit: 2 }, { prefetch: ['/likely'], prerender: [urls.certain] }],
    [{ itemId: 'certain' }, { prefetch: ['/likely', '/path'], prerender: [] }],
  ])('with %j loads as asked', async (query, expected) => expect(await pagesFor(query)).toEqual(expected))

  it('without a threshold in the query, the measured waste sets it', async () => {
    const threshold = async () => 0.25
    expect(await pagesFor({}, { threshold })).toEqual({ prefetch: ['/likely'], prerender: [urls.certain] })
    expect((await pagesFor({ minProbability: 0.2 }, { threshold })).prefetch).toEqual(['/likely', '/path'])
  })

  it('never exceeds its budget of pages and of bytes', async () => {
    const sizes = fc.array(fc.option(fc.nat(1_000)), { minLength: 3, maxLength: 3 })
    const budget = fc.record({ limit: fc.integer({ min: 1, max: 4 }), maxBytes: fc.nat(3_000) })
    await fc.assert(
      fc.asyncProperty(sizes, budget, async (all, query) => {
        const sizeOf = (id: string) => all[['certain', 'likely', 'strange'].indexOf(id)] ?? undefined
        const lookUp = async ({ itemIds }: LookupRequest) => ({
          data: itemIds.map((id) => {
            const sizeBytes = sizeOf(id)
            return { id, title: id, url: `/${id}`, ...described, ...(sizeBytes !== undefined && { sizeBytes }) }
          }),
        })
        const { prefetch, prerender } = await pagesFor(query, { lookUp })
        const listed = [...prefetch, ...prerender].map((url) => sizeOf(url.slice(1)) ?? Infinity)
        expect(listed.length).toBeLessThanOrEqual(query.limit)
        expect(listed.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(query.maxBytes)
      }),
    )
  })

  it('lists a page once, however many items are on it', async () => {
    const lookUp = async ({ itemIds }: LookupRequest) => ({
      data: itemIds.map((id) => ({ id, title: id, url: '/same', ...described })),
    })
    expect((await pagesFor({ prerenderProbability: 1 }, { lookUp })).prefetch).toEqual(['/same'])
  })

  it.each([
    ['prediction', { predict: away }],
    ['search', { lookUp: away }],
  ])('returns no rules without %s, and names the missing service', async (missing, own) => {
    expect(await speculate(sources(own), {})).toEqual({ rules: { prefetch: [], prerender: [] }, degraded: [missing] })
  })

  it('does not ask search without predictions, and names the parts that the prediction lacked', async () => {
    const predict = async () => ({ receiptId: 'rcp_1', data: [], meta: { ...meta, degraded: ['consistency'] } })
    expect((await speculate(sources({ predict, lookUp: away }), {})).degraded).toEqual(['consistency'])
  })

  it('leaves out pages that act, that the query excludes and whose loading failed', async () => {
    const urlOf = (id: string): Item => ({ id, title: id, ...described, url: id === 'certain' ? '/logout' : `/${id}` })
    const lookUp = async ({ itemIds }: LookupRequest) => ({ data: itemIds.map(urlOf) })
    const own = { lookUp, failedAmong: async () => ['likely'] }
    expect(await pagesFor({ exclude: '/strange' }, own)).toEqual({
      prefetch: ['/plain'],
      prerender: [],
    })
  })

  it('lists pages while it is not known which of them failed, and says so', async () => {
    const { rules, degraded } = await speculate(sources({ failedAmong: away }), {})
    expect(rules.prefetch).toHaveLength(1)
    expect(degraded).toEqual(['feedback'])
  })
})
