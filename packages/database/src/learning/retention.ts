import { type BoundedTables, deleteWhere, type RetentionRule } from '../retention/rule.ts'

export const learningRetention: readonly RetentionRule[] = [
  {
    table: 'learning.receipts',
    days: 'receipts',
    why: 'search learns from the clicks of 180 days',
    deleteBatch: deleteWhere('learning.receipts', (sql, before) => sql`created_at < ${before}`),
  },
  {
    table: 'learning.feedback',
    days: 'feedback',
    why: 'a year can be compared with the one before',
    deleteBatch: deleteWhere('learning.feedback', (sql, before) => sql`received_at < ${before}`),
  },
  {
    table: 'learning.metrics',
    days: 'metrics',
    why: 'a year can be compared with the one before',
    deleteBatch: deleteWhere('learning.metrics', (sql, before) => sql`hour < ${before}`),
  },
]

export const learningBounded: BoundedTables = {
  'learning.weights': 'those of 90 days are kept when others are recorded',
  'learning.states': 'a row per tenant and format',
  'learning.priors': 'the newest versions are kept',
}
