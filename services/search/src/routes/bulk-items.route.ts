import { calls } from '@inkling/contracts'
import { implement, lineReader, setConsistencyToken } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'
import { distinctItems, lineResults } from '../domain/bulk-upsert.ts'
import type { Items } from '../use-cases/items.ts'

export interface BulkItemsOptions {
  readonly items: Pick<Items, 'save' | 'cluster'>
}

export async function bulkItemsRoute(app: FastifyInstance, { items }: BulkItemsOptions): Promise<void> {
  const readLines = lineReader(calls.putItems.body, calls.putItems.bulk.maxLines)

  implement(app, calls.putItems, async ({ body, principal, deadline, reply }) => {
    const { lines } = readLines(body)
    const distinct = distinctItems(lines)
    if (distinct.length === 0) return { results: lineResults(lines, new Set(), new Map()) }
    const { writes, refused, transactionId } = await items.save(distinct, { principal, deadline })
    if (writes.length > 0) setConsistencyToken(reply, transactionId, items.cluster)
    const created = writes.filter(({ isCreated }) => isCreated).map(({ item }) => item.id)
    const faults = new Map(refused.map(({ row, fault }) => [row.id, fault]))
    return { results: lineResults(lines, new Set(created), faults) }
  })
}
