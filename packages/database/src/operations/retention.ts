import { type BoundedTables, deleteWhere, type RetentionRule } from '../retention/rule.ts'
import { requestsKeptDays } from './idempotent-requests.ts'
import { metersKeptDays } from './meters.ts'
import { transfersKeptDays } from './transfer-parts.ts'

export const operationsRetention: readonly RetentionRule[] = [
  {
    table: 'operations.runs',
    days: 'runs',
    why: 'callers follow them, and operators look at them afterwards',
    deleteBatch: deleteWhere('operations.runs', (sql, before) => sql`finished_at < ${before}`),
  },
  {
    table: 'operations.idempotent_requests',
    days: requestsKeptDays,
    why: 'a request is repeated within 24 hours',
    deleteBatch: deleteWhere('operations.idempotent_requests', (sql, before) => sql`created_at < ${before}`),
  },
  {
    table: 'operations.meters',
    days: metersKeptDays,
    why: 'a tenant sees what it had in the last 48 hours',
    deleteBatch: deleteWhere('operations.meters', (sql, before) => sql`hour < ${before}`),
  },
  {
    table: 'operations.transfer_parts',
    days: transfersKeptDays,
    why: 'an export is fetched, and an import is done, within a week',
    deleteBatch: deleteWhere('operations.transfer_parts', (sql, before) => sql`created_at < ${before}`),
  },
]

export const operationsBounded: BoundedTables = {
  'operations.alert_deliveries': 'those of 30 days are kept when others are stored',
  'operations.alert_holder': 'one row',
  'operations.alerts': 'those of 400 days are kept when others are stored',
  'operations.cache': 'a sweep deletes what has expired',
  'operations.change_horizons': 'forgotten after ten minutes',
  'operations.changes': 'forgotten after ten minutes',
  'operations.error_batches': 'the job partition deletes those older than 90 days',
  'operations.error_groups': 'the job partition deletes those without a fault for 90 days',
  'operations.error_tenants': 'go with their groups',
  'operations.home_cluster': 'one row',
  'operations.index_advice': 'what ended 30 days ago is deleted when other advice is applied',
  'operations.run_holds': 'people make and end them',
  'operations.schedules': 'people make and delete them, as many as the plan allows',
  'operations.security_events': 'those of 30 days are kept when others are stored',
  'operations.service_minutes': 'the job partition sums them and deletes those older than 400 days',
  'operations.silences': 'those that are over are deleted when one is stored',
  'operations.spans': 'the oldest partitions are dropped, by age and by size',
  'operations.statement_periods': 'those of 26 hours are kept when others are counted',
  'operations.statement_plans': 'five of a statement are kept, and those of 30 days',
  'operations.statements': 'as many as pg_stat_statements counts, and those of 26 hours',
  'operations.table_writes': 'counts of 26 hours are kept when others are added',
  'operations.traces': 'go with their spans',
}
