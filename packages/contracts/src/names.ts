// What code without schemas needs: it loads no TypeBox, whose modules cost a thread a good part of its start.
export { loadLevelNames } from './load-level-names.ts'
export { type Priority, priorities } from './priorities.ts'
export { type RetainedRows, retentionPeriods } from './retention-periods.ts'
export { applicationScopes, isPublishable, pageScopes, type Scope } from './scopes.ts'
export { type SnapshotKind, snapshotKinds } from './snapshot-kinds.ts'
export { speculationDefaults } from './speculation-defaults.ts'
export { streamLogKey } from './stream-log-key.ts'
export { platformOwner, type Topic, topics, wakeUpChannel } from './topics.ts'
