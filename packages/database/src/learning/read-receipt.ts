import type { TenantDatabase } from '../client/tenant-database.ts'
import type { Receipt } from './receipt.ts'

/** A stored receipt, with the feedback on its items. */
export interface StoredReceipt {
  readonly id: string
  readonly kind: Receipt['kind']
  readonly createdAt: Date
  readonly userId: string | null
  readonly sessionId: string | null
  readonly scenario: string | null
  readonly itemIds: readonly string[]
  readonly scores: readonly number[]
  readonly propensities: readonly number[] | null
  readonly epoch: number
  readonly request: Readonly<Record<string, unknown>> | null
  readonly requestDigest: string | null
  /** As the service that answered wrote them. */
  readonly details: unknown
  readonly feedback: readonly { readonly itemId: string; readonly signal: string; readonly occurredAt: string }[]
}

/** Undefined if no receipt of this id is stored. */
export function readReceipt({ tenantId, transaction }: TenantDatabase, id: string): Promise<StoredReceipt | undefined> {
  return transaction('read receipt', async (sql) => {
    const [row] = await sql<StoredReceipt[]>`
      select id, kind, created_at as "createdAt", user_id as "userId", session_id as "sessionId", scenario,
        item_ids as "itemIds", scores, propensities, epoch::float8 as epoch, request,
        request_digest as "requestDigest", details, (
          select coalesce(jsonb_agg(jsonb_build_object('itemId', item_id, 'signal', signal,
            'occurredAt', to_char(occurred_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
            order by occurred_at, seq), '[]')
          from learning.feedback where tenant_id = ${tenantId} and receipt_id = ${id}
        ) as feedback
      from learning.receipts where tenant_id = ${tenantId} and id = ${id} limit 1`
    return row
  })
}
