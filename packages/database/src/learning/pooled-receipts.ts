import type { TenantDatabase } from '../client/tenant-database.ts'

/** A receipt of a suggestion that kept its candidates, with the feedback on its items. */
interface PooledReceipt {
  readonly id: string
  readonly userId: string | null
  readonly sessionId: string | null
  readonly itemIds: readonly string[]
  readonly details: unknown
  readonly feedback: readonly { readonly itemId: string; readonly signal: string }[]
}

/** The newest receipts of a placement that kept their candidates; '' is no placement. */
export const readPooledReceipts = (
  { tenantId, transaction }: TenantDatabase,
  { scenario, days, limit }: { readonly scenario: string; readonly days: number; readonly limit: number },
): Promise<PooledReceipt[]> =>
  transaction(
    'read pooled receipts',
    (sql) => sql<PooledReceipt[]>`
      select r.id, r.user_id as "userId", r.session_id as "sessionId", r.item_ids as "itemIds", r.details, (
        select coalesce(jsonb_agg(jsonb_build_object('itemId', f.item_id, 'signal', f.signal)), '[]')
        from learning.feedback f where f.tenant_id = ${tenantId} and f.receipt_id = r.id
      ) as feedback
      from learning.receipts r
      where r.tenant_id = ${tenantId} and r.kind = 'suggestion' and coalesce(r.scenario, '') = ${scenario}
        and r.details ? 'pool' and r.created_at > now() - make_interval(days => ${days})
      order by r.created_at desc limit ${limit}`,
  )
