import { calls } from '@inkling/contracts'
import { describe, expect, it, vi } from 'vitest'
import { newTenant, type TestTenant } from '../support/callers.ts'
import { eventually } from '../support/eventually.ts'

/** The item that is removed. Its id is also a word of its title, its tag and its page. */
const gone = 'kerosene'
const described = { title: `${gone} lantern`, tags: [gone, 'light'], url: `/${gone}` }
const items = [
  { id: 'home', title: 'Home of all lanterns' },
  { id: 'candle', title: 'Candle lantern', tags: ['light'] },
  { id: 'solar', title: 'Solar lantern', tags: ['light'] },
]
/** From home most people go to the item, others elsewhere; one item is in no catalogue. */
const nexts = [gone, gone, gone, 'candle', 'solar', 'undescribed']
const visits = Array.from({ length: 36 }, (_, n) =>
  ['home', nexts[n % nexts.length]].map((itemId) => ({
    type: 'view',
    userId: `u${n}`,
    sessionId: `s${n}`,
    itemId,
  })),
)

async function newShop(): Promise<TestTenant> {
  const shop = await newTenant()
  await shop.call(calls.putItems, { body: [...items, { id: gone, ...described }] })
  await shop.call(calls.putSearchSettings, { body: { rules: [{ query: 'pinned', pins: [gone] }] } })
  const now = { type: 'view', sessionId: 'now', itemId: 'home' }
  await shop.call(calls.postEvents, { body: [...visits.flat(), now] })
  return shop
}

type Headers = Readonly<Record<string, string>>

/** Every public call that can name an item, as a text that holds the item's id if it does. */
const answers: Readonly<Record<string, (shop: TestTenant, headers: Headers) => Promise<{ body: unknown }>>> = {
  'a prediction after other items': (shop, headers) =>
    shop.call(calls.predict, { body: { recent: ['home'] }, headers }),
  'a prediction for a session': (shop, headers) => shop.call(calls.predict, { body: { sessionId: 'now' }, headers }),
  'a prediction for someone unknown': (shop, headers) => shop.call(calls.predict, { body: {}, headers }),
  'a prediction for a user who used it': (shop, headers) =>
    shop.call(calls.predict, { body: { userId: 'u0', explain: true }, headers }),
  'speculation rules': (shop, headers) =>
    shop.call(calls.getSpeculationRules, { query: { sessionId: 'now', minProbability: 0.01, limit: 50 }, headers }),
  'suggestions beside an item': (shop, headers) =>
    shop.call(calls.suggest, { body: { context: { itemIds: ['home'] }, explain: true }, headers }),
  'suggestions for a text': (shop, headers) =>
    shop.call(calls.suggest, { body: { context: { query: 'lantern' } }, headers }),
  'suggestions for a tag': (shop, headers) =>
    shop.call(calls.suggest, { body: { context: { tags: ['light'] } }, headers }),
  'suggestions without a context': (shop, headers) => shop.call(calls.suggest, { body: { context: {} }, headers }),
  'a search': (shop, headers) => shop.call(calls.search, { body: { q: 'lantern', facets: ['tags'] }, headers }),
  'a search in words alone': (shop, headers) =>
    shop.call(calls.search, { body: { q: 'lantern', mode: 'lexical' }, headers }),
  'a search for everything': (shop, headers) => shop.call(calls.searchByQuery, { query: { q: '' }, headers }),
  'a search for a user': (shop, headers) => shop.call(calls.search, { body: { q: 'lantern', userId: 'u0' }, headers }),
  'a search that it is pinned to': (shop, headers) => shop.call(calls.search, { body: { q: 'pinned' }, headers }),
  completions: (shop, headers) => shop.call(calls.completeQuery, { query: { q: gone.slice(0, 4) }, headers }),
}
const all = Object.keys(answers)

/** The answers that name the item. An answer that lacks something does not count as right. */
async function naming(shop: TestTenant, headers: Headers = {}): Promise<string[]> {
  const found = await Promise.all(
    Object.entries(answers).map(async ([name, ask]) => {
      const { body } = await ask(shop, headers)
      const isWhole = !(body as { meta?: { degraded?: unknown } }).meta?.degraded
      expect(isWhole, `${name}: ${JSON.stringify(body)}`).toBe(true)
      return JSON.stringify(body).includes(gone) ? [name] : []
    }),
  )
  return found.flat()
}

const params = { id: gone }
const past = '2020-01-01T00:00:00Z'
const tokenOf = ({ headers }: { headers: globalThis.Headers }) => ({
  'consistency-token': headers.get('consistency-token') ?? '',
})
const finish = async (shop: TestTenant, kind: 'train' | 'reindex') => {
  const body = kind === 'train' ? { kind, options: { force: true } } : { kind }
  const { id } = (await shop.call(calls.createRun, { body })).body
  await eventually(
    async () => expect((await shop.call(calls.getOperation, { params: { id } })).body.state).toBe('succeeded'),
    60_000,
  )
}

/** Each way to remove the item; returns the headers with which reads see it. */
const ways: Readonly<Record<string, (shop: TestTenant) => Promise<Headers>>> = {
  'is deleted': async (shop) => tokenOf(await shop.call(calls.deleteItem, { params })),
  'is replaced by one that has expired': async (shop) =>
    tokenOf(await shop.call(calls.putItem, { params, body: { ...described, expiresAt: past } })),
  'is patched as expired': async (shop) =>
    tokenOf(await shop.call(calls.patchItem, { params, body: { expiresAt: past } })),
  'is written as expired among others': async (shop) =>
    tokenOf(await shop.call(calls.putItems, { body: [...items, { id: gone, ...described, expiresAt: past }] })),
  'expires by itself': async (shop) => {
    const atMs = Date.now() + 3_000
    const patched = await shop.call(calls.patchItem, { params, body: { expiresAt: new Date(atMs).toISOString() } })
    expect(await naming(shop, tokenOf(patched))).toEqual(all)
    await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(atMs), { timeout: 5_000 })
    return {}
  },
}

describe.concurrent('an item that', () => {
  it.each(Object.entries(ways))(
    '%s is in no answer from then on, also after training, until it returns',
    async (_, remove) => {
      const shop = await newShop()
      await eventually(async () => expect(await naming(shop)).toEqual(all), 20_000)

      const seen = await remove(shop)
      expect(await naming(shop, seen)).toEqual([])
      const { data } = (await shop.call(calls.predict, { body: { recent: ['home'], limit: 4 }, headers: seen })).body
      expect(data.map(({ itemId }) => itemId).toSorted()).toEqual(['candle', 'home', 'solar', 'undescribed'])
      const after = (await shop.call(calls.predict, { body: { recent: [gone] }, headers: seen })).body
      expect(after.data.length, 'the item is still a part of what people did').toBeGreaterThan(0)

      await finish(shop, 'train')
      await finish(shop, 'reindex')
      expect(await naming(shop)).toEqual([])

      const returned = tokenOf(await shop.call(calls.putItem, { params, body: described }))
      expect(await naming(shop, returned)).toEqual(all)
    },
    120_000,
  )
})

it('an item that nobody has used is predicted from similar ones until it is deleted, and again when it returns', async () => {
  const shop = await newTenant()
  await shop.call(calls.putItems, { body: [...items, { id: gone, ...described }] })
  const body = Array.from({ length: 10 }, (_, n) =>
    ['candle', 'solar'].map((itemId) => ({ type: 'view', sessionId: `s${n}`, itemId })),
  )
  await shop.call(calls.postEvents, { body: body.flat() })
  const next = async (headers = {}) =>
    JSON.stringify((await shop.call(calls.predict, { body: { recent: ['candle'] }, headers })).body.data)
  await eventually(async () => expect(await next()).toContain(gone))
  const deleted = tokenOf(await shop.call(calls.deleteItem, { params }))
  expect(await next(deleted)).not.toContain(gone)
  await shop.call(calls.putItem, { params, body: described })
  await eventually(async () => expect(await next()).toContain(gone))
})
