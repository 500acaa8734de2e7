import { createDatabase } from '@inkling/database'
import { searchSnapshot } from '@inkling/search-index'
import { testDatabase } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import { buildSearch } from './build-search.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('worker'), applicationName: 'test', pool: 1 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), owner.close()]))

async function build(tenantId: string, items: number) {
  await owner.platform(
    { name: 'fill' },
    (sql) => sql`
      insert into catalog.items (tenant_id, id, title, text)
      select ${tenantId}, 'i' || n, 'tea and cake ' || n % 3, 'kettle water leaf ' || n % 5
      from generate_series(1, ${items}::int) n`,
  )
  const progress: number[] = []
  const built = await buildSearch(
    { databaseUrl: '', tenantId, settings: {} },
    { tenant: database.background(tenantId), onProgress: (part) => progress.push(part), clock: () => 0 },
  )
  return { ...built, snapshot: searchSnapshot.decode(built.body), progress }
}

it('learns the meaning of words from 20 items, but not from 19', async () => {
  expect((await build('nineteen', 19)).snapshot.lsa.byteLength).toBe(0)
  expect((await build('twenty', 20)).snapshot.lsa.byteLength).toBeGreaterThan(0)
})

it('reports progress that never goes back, half of it by indexing all items', async () => {
  const { stats, progress } = await build('progress', 1_001)
  expect(stats.items).toBe(1_001)
  expect(progress[0]).toBeCloseTo(0.25, 2)
  expect(progress[2]).toBe(0.5)
  expect(progress).toEqual(progress.toSorted((a, b) => a - b))
  expect(progress.at(-1)).toBeLessThanOrEqual(1)
})
