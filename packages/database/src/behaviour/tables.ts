/** The tables of this schema that hold rows of tenants. */
export const behaviourTables = [
  'behaviour.snapshot_parts',
  'behaviour.snapshots',
  'behaviour.event_ids',
  'behaviour.events',
  'behaviour.archives',
] as const
