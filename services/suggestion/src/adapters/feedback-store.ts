import type { Feedback } from '@inkling/contracts'
import type { Database } from '@inkling/database'
import type { Static } from 'typebox'

type FeedbackLine = Static<typeof Feedback>

export async function insertFeedback(
  database: Database,
  tenantId: string,
  lines: readonly FeedbackLine[],
): Promise<void> {
  await database.tenant(
    tenantId,
    { name: 'insert feedback' },
    (sql) => sql`
    insert into learning.feedback (tenant_id, receipt_id, item_id, signal, value, occurred_at)
    select ${tenantId}, "receiptId", "itemId", signal, value, coalesce("occurredAt", now())
    from jsonb_to_recordset(${sql.json([...lines])}) as f (
      "receiptId" text, "itemId" text, signal text, value double precision, "occurredAt" timestamptz)`,
  )
}
