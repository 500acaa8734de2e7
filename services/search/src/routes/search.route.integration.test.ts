import { createCache } from '@inkling/cache'
import { calls, type SearchRequest } from '@inkling/contracts'
import { createDatabase, ReceiptWriter } from '@inkling/database'
import { Deadline } from '@inkling/resilience'
import { createServer, signedRequests, Upstream } from '@inkling/service-kit'
import { createLogger } from '@inkling/telemetry'
import { testDatabase, testRedis } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import { foundPages } from '../adapters/found-pages.ts'
import { QueryLog } from '../adapters/query-log.ts'
import type { ServedCatalogue } from '../adapters/served-catalogues.ts'
import { Catalogue } from '../domain/catalogue.ts'
import { itemOf } from '../test/item-of.ts'
import { searchItems } from '../use-cases/search-items.ts'
import { searchRoute } from './search.route.ts'

const secret = 'a secret of at least 32 characters'
const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('search'), applicationName: 'test', pool: 2 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
const logger = createLogger({ service: 'test', level: 'silent' })
const queries = new QueryLog(database, logger)
const receipts = new ReceiptWriter(database, { warn: () => {} })
const settings = { get: async () => ({}) }
const catalogue = Catalogue.empty()
catalogue.put(itemOf('lamp', { title: 'Lamp' }))
let servedBy: ServedCatalogue['servedBy'] = 'index'
const serve = async () => ({ catalogue, servedBy, epoch: 1, degraded: [] })

const app = createServer({ logger })
await app.register(signedRequests, { secret })
const [near, affinityOf] = [async () => ({ degraded: [] }), async () => new Map<string, number>()]
const { url: redisUrl } = await testRedis()
const caches = createCache({ redisUrl })
await caches.ready
const pages = foundPages(caches)
const prepareSearch = searchItems({ serve, settings, queries, near, affinityOf, pages, processId: 'test' })
await app.register(searchRoute, { prepareSearch, receipts, secret })
const search = new Upstream({ name: 'search', url: await app.listen({ host: '127.0.0.1', port: 0 }), secret })
afterAll(async () => {
  await Promise.all([search.close(), app.close(), queries.close()])
  await Promise.all([caches.close(), database.close(), owner.close()])
})

const caller = () => ({ principal: { tenantId: 'acme', keyId: 'key', scopes: [] }, deadline: new Deadline(5_000) })

it('says that meaning is missing if only meaning was asked for and no model has been fitted', async () => {
  const degraded = async (body: SearchRequest) => (await search.call(calls.search, { body }, caller())).meta.degraded
  expect(await degraded({ q: 'lamp', mode: 'semantic' })).toEqual(['meaning'])
  expect(await degraded({ q: 'lamp', mode: 'hybrid' })).toBeNull()
})

it('marks a receipt as blended only if its order and its items were not chosen otherwise', async () => {
  const asked: SearchRequest[] = [
    { q: 'Lamp' },
    { q: 'lamp', mode: 'hybrid' },
    { q: 'lamp', mode: 'lexical' },
    { q: 'lamp', sort: 'createdAt' },
    { q: 'lamp', filter: 'kind = "lamp"' },
    { q: 'lamp', prefix: true },
  ]
  const ids: string[] = []
  for (const body of asked) ids.push((await search.call(calls.search, { body }, caller())).receiptId)
  servedBy = 'postgres'
  ids.push((await search.call(calls.search, { body: { q: 'lamp' } }, caller())).receiptId)
  await receipts.close()
  const stored = await owner.platform(
    { name: 'read receipts' },
    (sql) => sql<{ id: string; query: string; blended: boolean }[]>`
      select id, query, is_blended as blended from learning.receipts where id = any (${ids})`,
  )
  const byId = new Map(stored.map(({ id, blended }) => [id, blended]))
  expect(ids.map((id) => byId.get(id))).toEqual([true, true, false, false, false, false, false])
  expect(new Set(stored.map(({ query }) => query))).toEqual(new Set(['lamp']))
})
