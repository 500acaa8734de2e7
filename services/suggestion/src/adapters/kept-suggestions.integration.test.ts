import { createCache } from '@inkling/cache'
import type { SuggestionRequest } from '@inkling/contracts'
import { testRedis } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import type { Suggestions } from '../domain/suggest.ts'
import { keptSuggestions } from './kept-suggestions.ts'

const { url: redisUrl } = await testRedis()
const caches = createCache({ redisUrl })
await caches.ready
afterAll(() => caches.close())
let nowMs = Date.parse('2026-01-01T00:00:00Z')
const kept = keptSuggestions(caches, () => nowMs)

let calls = 0
const logged = {
  scenario: '',
  propensities: [1],
  details: { version: 0, models: {}, sources: [], weights: [], shares: [], diversity: 0, scores: [], factors: [] },
}
const waitMs = 1_000
const suggesting =
  (more: Partial<Suggestions> = {}) =>
  async (): Promise<Suggestions> => {
    calls++
    const data = [{ itemId: `made ${calls}`, score: 1 }]
    return { data, degraded: [], epoch: calls, hasMore: false, logged, ...more }
  }
const ask: SuggestionRequest = { context: { itemIds: ['tea'] } }
const statusOf = async (tenantId: string, request = ask, more: Partial<Suggestions> = {}, isLoadHigh = false) =>
  (await kept(tenantId, request, suggesting(more), waitMs, isLoadHigh)).cache.status

it('equal requests of a tenant share suggestions, and others do not', async () => {
  expect([await statusOf('acme'), await statusOf('acme')]).toEqual(['miss', 'l1'])
  for (const more of [
    { limit: 3 },
    { exclude: ['pot'] },
    { filter: 'kind = "a"' },
    { explain: true },
    { scenario: 'home' },
    { diversity: 1 },
  ])
    expect(await statusOf('acme', { ...ask, ...more }), JSON.stringify(more)).toBe('miss')
  expect(await statusOf('acme', { context: { query: 'tea' } })).toBe('miss')
  expect(await statusOf('globex')).toBe('miss')
})

it.each(['items', 'catalogue', 'suggestions'])('a change of %s makes suggestions invalid', async (tag) => {
  await statusOf('changing')
  await caches.invalidate('changing', [tag])
  expect(await statusOf('changing')).toBe('miss')
})

it('suggestions that lack something are not kept', async () => {
  const degraded = ['search']
  expect((await kept('poor', ask, suggesting({ degraded }), waitMs, false)).degraded).toEqual(degraded)
  expect(await statusOf('poor')).toBe('miss')
})

it('suggestions that lack a part because of the load are kept, apart from whole ones', async () => {
  const more = { degraded: ['load'] }
  expect(await statusOf('busy', ask, more, true)).toBe('miss')
  expect(await statusOf('busy', ask, more, true)).toBe('l1')
  expect(await statusOf('busy')).toBe('miss')
})

it('an item that expired meanwhile is not answered', async () => {
  const item = { id: 'tea', title: 'Tea', createdAt: '', updatedAt: '', expiresAt: new Date(nowMs + 10).toISOString() }
  const data = [{ itemId: 'tea', score: 1, item }]
  expect(await statusOf('expiring', ask, { data })).toBe('miss')
  expect(await statusOf('expiring', ask)).toBe('l1')
  nowMs += 10
  const { data: later, cache } = await kept('expiring', ask, suggesting(), waitMs, false)
  expect([later[0]?.itemId, cache.status]).toEqual([`made ${calls}`, 'none'])
})
