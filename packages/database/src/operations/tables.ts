import type { RestoreRules } from '../replace-tenant/restore-rules.ts'

/** The tables of this schema that hold rows of tenants. */
export const operationsTables = [
  'operations.cache',
  'operations.error_tenants',
  'operations.idempotent_requests',
  'operations.meters',
  'operations.runs',
  'operations.schedules',
  'operations.service_minutes',
  'operations.transfer_parts',
] as const

/** A request that is sent again is executed again: what it wrote before may be gone. */
export const operationsRestores: RestoreRules = {
  'operations.cache': 'rebuild',
  'operations.error_tenants': 'leave',
  'operations.idempotent_requests': 'rebuild',
  'operations.meters': 'leave',
  'operations.runs': 'leave',
  'operations.schedules': 'leave',
  'operations.service_minutes': 'leave',
  'operations.transfer_parts': 'leave',
}
