import { type BoundedTables, deleteWhere, type RetentionRule } from '../retention/rule.ts'

/** Hours are deleted with their day, so that both add up to the same. */
const sums = (table: string, time: 'hour' | 'day'): RetentionRule => ({
  table,
  days: 'metrics',
  why: 'a year can be compared with the one before',
  deleteBatch: deleteWhere(table, (sql, before) => sql`${sql(time)} < date_trunc('day', ${before}, 'UTC')`),
})

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
  ...['metrics', 'answers', 'answer_signals'].flatMap((name) => [
    sums(`learning.${name}`, 'hour'),
    sums(`learning.daily_${name}`, 'day'),
  ]),
  {
    table: 'learning.ranker_versions',
    days: 90,
    why: 'an earlier state of the weights can be restored',
    deleteBatch: deleteWhere('learning.ranker_versions', (sql, before) => sql`recorded_at < ${before}`),
  },
  {
    table: 'learning.item_outcomes',
    days: 180,
    why: 'what is older has faded to a sixty-fourth',
    deleteBatch: deleteWhere('learning.item_outcomes', (sql, before) => sql`at < ${before}`),
  },
  {
    table: 'learning.waiting_feedback',
    days: 7,
    why: 'feedback whose receipt is lost is counted as such',
    deleteBatch: deleteWhere('learning.waiting_feedback', (sql, before) => sql`received_at < ${before}`),
  },
  {
    table: 'learning.experiment_units',
    days: 98,
    why: 'an experiment runs for 90 days at most',
    deleteBatch: deleteWhere('learning.experiment_units', (sql, before) => sql`first_at < ${before}`),
  },
]

export const learningBounded: BoundedTables = {
  'learning.weights': 'those of 90 days are kept when others are recorded',
  'learning.scenarios': 'a tenant has at most 100',
  'learning.experiments': 'a tenant has at most 200',
  'learning.challengers': 'a placement has at most 8',
  'learning.homes': 'a row per tenant',
  'learning.leagues': 'a row per tenant and scenario',
  'learning.robot_sessions': 'a training stores 10,000 at most, in place of those before; people clear some',
  'learning.rankers': 'a row per tenant and scenario',
  'learning.states': 'a row per tenant and format',
  'learning.priors': 'the newest versions are kept',
}
