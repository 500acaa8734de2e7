import { calls } from '@inkling/contracts'
import { implement, lineReader, setConsistencyToken } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'
import { saveItems } from '../adapters/item-store.ts'
import { distinctItems, lineResults } from '../domain/bulk-upsert.ts'
import type { ItemsOptions } from './items.route.ts'

export async function bulkItemsRoute(app: FastifyInstance, { database, announce }: ItemsOptions): Promise<void> {
  const readLines = lineReader(calls.putItems.body, calls.putItems.bulk.maxLines)

  implement(app, calls.putItems, async ({ body, principal: { tenantId }, deadline, reply }) => {
    const { lines } = readLines(body)
    const items = distinctItems(lines)
    if (items.length === 0) return { results: lineResults(lines, new Set()) }
    const { saved, transactionId } = await database.tenant(tenantId, { name: 'save items', deadline }, (sql) =>
      saveItems(sql, tenantId, items),
    )
    announce(tenantId)
    setConsistencyToken(reply, transactionId)
    return { results: lineResults(lines, new Set(saved.filter(({ created }) => created).map(({ item }) => item.id))) }
  })
}
