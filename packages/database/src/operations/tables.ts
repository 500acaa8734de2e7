/** The tables of this schema that hold rows of tenants. */
export const operationsTables = [
  'operations.cache',
  'operations.error_tenants',
  'operations.idempotent_requests',
  'operations.runs',
  'operations.schedules',
  'operations.service_minutes',
] as const
