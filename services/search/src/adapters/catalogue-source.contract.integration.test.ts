import { createDatabase, saveItems } from '@inkling/database'
import { describeModelSource } from '@inkling/read-model/contract'
import { createLogger } from '@inkling/telemetry'
import { testDatabase } from '@inkling/testing'
import { afterAll } from 'vitest'
import { catalogueSource } from './catalogue-source.ts'

const { roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('search'), applicationName: 'test', pool: 2 })
afterAll(() => database.close())

const logger = createLogger({ service: 'test', level: 'silent' })
const settings = { get: async () => ({}) }

describeModelSource('the source of catalogues', {
  source: catalogueSource({ database, settings, maxBytes: 1e9, logger }),
  commit: async (tenantId, names) => {
    const items = names.map((id) => ({ id, title: id }))
    await saveItems(database.background(tenantId), items)
  },
  namesIn: ({ index }) => index.search({ query: '', limit: 10_000 }).hits.map(({ id }) => id),
})
