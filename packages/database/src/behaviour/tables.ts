import type { RestoreRules } from '../replace-tenant/restore-rules.ts'

/** The tables of this schema that hold rows of tenants. */
export const behaviourTables = [
  'behaviour.snapshot_parts',
  'behaviour.snapshots',
  'behaviour.event_ids',
  'behaviour.events',
  'behaviour.archives',
] as const

/** The files of what is archived stay where they are. */
export const behaviourRestores: RestoreRules = {
  'behaviour.archives': 'leave',
  'behaviour.snapshot_parts': 'rebuild',
  'behaviour.snapshots': 'rebuild',
}
