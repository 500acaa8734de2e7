import { createCache } from '@inkling/cache'
import { testRedis } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import type { ResultPage } from '../domain/find-items.ts'
import { foundPages } from './found-pages.ts'

const caches = createCache({ redisUrl: (await testRedis()).url })
await caches.ready
afterAll(() => caches.close())

it('a page that is found is kept for its tenant, revision, settings and request alone', async () => {
  const pages = foundPages(caches)
  const settings = { synonyms: [] }
  const first = { tenantId: 'shop', catalogue: { revision: 'one' }, settings, ask: { q: 'tea' }, before: undefined }
  let searches = 0
  const find = async (asked: typeof first) => {
    const { page } = await pages(asked, () => ({ data: [], total: ++searches }) as unknown as ResultPage)
    return (page as unknown as { total: number }).total
  }
  expect([await find(first), await find(first)]).toEqual([1, 1])
  expect(await find({ ...first, tenantId: 'other' })).toBe(2)
  expect(await find({ ...first, catalogue: { revision: 'two' } })).toBe(3)
  expect(await find({ ...first, settings: { synonyms: [] } })).toBe(4)
  expect(await find({ ...first, ask: { q: 'coffee' } })).toBe(5)
  expect(await find(first)).toBe(1)
})
