export {
  type ArchivedEvents,
  type ArchivedMonth,
  forgetArchive,
  forgetRestored,
  listArchivedMonths,
  markRestored,
  type RecordedArchive,
  readArchives,
  recordArchive,
} from './behaviour/archives.ts'
export {
  attachMonth,
  countMonth,
  detachMonth,
  discardMonth,
  dropMonth,
  type EventLine,
  type EventMonth,
  eventColumns,
  forgetIds,
  listEventMonths,
  loadMonth,
  prepareMonth,
  readMonth,
  rememberIds,
  unloadMonth,
} from './behaviour/event-months.ts'
export {
  countEvents,
  type EventsInsert,
  hasEventsSince,
  insertEvents,
  type LoggedUsage,
  type NewEvent,
  readAllEvents,
  readEventsAfter,
  type Usage,
} from './behaviour/events.ts'
export { readItemUses } from './behaviour/item-uses.ts'
export { ensurePartitions, strandedEvents } from './behaviour/partitions.ts'
export {
  newestSnapshotVersion,
  readNewestSnapshot,
  readSnapshotAge,
  readSnapshotHead,
  type StoredSnapshot,
  storeSnapshot,
} from './behaviour/snapshots.ts'
export { deleteExpired, type ExpiredItem, type ExpiredItems, readExpired } from './catalog/expired-items.ts'
export {
  applyNextChanges,
  type ChangedBatch,
  countItemChanges,
  forgetProposals,
  type ItemChangeRow,
  listItemChanges,
  type NewMerge,
  proposeArchives,
  proposeMerges,
  undoNextChanges,
} from './catalog/item-changes.ts'
export {
  contentRows,
  type ItemAge,
  type ItemContent,
  readIdsByAge,
  readItemAges,
  readItemContents,
} from './catalog/item-contents.ts'
export {
  claimEmbeddings,
  type ItemEmbedding,
  type NewItemEmbedding,
  readAllEmbeddings,
  readEmbeddingsAfter,
  releaseEmbeddings,
  storeEmbeddings,
  type UnembeddedItem,
} from './catalog/item-embeddings.ts'
export {
  deleteDerivedOfExpired,
  type ItemRemoval,
  readItemRemovals,
  readItemRemovalsAfter,
} from './catalog/item-removals.ts'
export { type ItemMatches, type ItemText, matchItems, maxMatches, writeItemWords } from './catalog/item-words.ts'
export {
  changeItem,
  countItems,
  deleteItem,
  hasItemsSince,
  type ItemChange,
  listItems,
  readAllItems,
  readItem,
  readItemSummaries,
  readItemsAfter,
  saveItems,
  type VersionedItem,
} from './catalog/items.ts'
export { type RestoredItem, restoreItem } from './catalog/restore-item.ts'
export { addQueryCounts, listQueries } from './catalog/search-queries.ts'
export { readSearchSettings, saveSearchSettings } from './catalog/search-settings.ts'
export { BufferedWriter } from './client/buffered-writer.ts'
export { createDatabase, type Database, type StoreState } from './client/create-database.ts'
export { Leadership } from './client/leadership.ts'
export { ofAllTenants } from './client/of-all-tenants.ts'
export type { DatabaseCaller, Sql, TenantDatabase } from './client/tenant-database.ts'
export { type ActiveTenant, activeTenants, storedTenants } from './control/active-tenants.ts'
export {
  createKey,
  deleteKey,
  type KeyFacts,
  listKeys,
  readStoredKey,
  readStoredKeys,
  rotateKey,
  updateKey,
} from './control/api-keys.ts'
export type { AuditEntry } from './control/audit-entry.ts'
export {
  type AuditFilter,
  type AuditRow,
  type AuditSeal,
  appendAudit,
  listAudit,
  listAuditAfter,
  sealAudit,
} from './control/audit-log.ts'
export {
  addErasures,
  addRemoved,
  endErasure,
  type ListedErasure,
  type OpenErasure,
  readErasure,
  readOpenErasures,
  reopenErasures,
  requestErasure,
} from './control/erasures.ts'
export { countEndingKeys, putKeyUses } from './control/key-uses.ts'
export { listPlans, putPlan } from './control/plans.ts'
export { putPseudonymKey, readPseudonymKey, replacePseudonymKey } from './control/pseudonym-keys.ts'
export {
  deleteSecurityNetwork,
  deleteSecurityRule,
  listSecurityNetworks,
  listSecurityRules,
  putSecurityNetwork,
  putSecurityRule,
} from './control/security-rules.ts'
export { createTenant, listTenants, markErased, readPlans, readTenant, updateTenant } from './control/tenants.ts'
export {
  deleteTokenIssuer,
  listTokenIssuers,
  putTokenIssuer,
  readTenantIssuers,
  type TenantIssuers,
} from './control/token-issuers.ts'
export { type AuditCheck, type AuditFault, verifyAudit } from './control/verify-audit.ts'
export { eraseRows } from './erase-rows.ts'
export { type Dismissal, type Dismissers, readDismissals, readDismissers } from './learning/dismissals.ts'
export {
  addExperimentAnswers,
  type ExperimentAnswer,
  judgeExperiments,
} from './learning/experiment-units.ts'
export {
  countRunningExperiments,
  createExperiment,
  deleteExperiment,
  type ExperimentKey,
  listExperiments,
  readExperiment,
  type StoredExperiment,
  stopExperiment,
} from './learning/experiments.ts'
export { readFailedPrefetches } from './learning/failed-prefetches.ts'
export {
  type FeedbackInsert,
  hasFeedbackAfter,
  hasReceipts,
  insertFeedback,
  positiveSignals,
} from './learning/feedback.ts'
export { type Home, leaveHome, takeHome } from './learning/homes.ts'
export type { ItemOutcome } from './learning/item-outcomes.ts'
export {
  benchChallenger,
  deleteChallenger,
  putChallenger,
  readTenantLeagues,
} from './learning/league.ts'
export {
  type Learn,
  type Learned,
  type LearningPass,
  learnFromFeedback,
  type ShownFeedback,
} from './learning/learn-from-feedback.ts'
export { ofTenant } from './learning/learning-lock.ts'
export { type ReadPast, readLearningReport } from './learning/learning-report.ts'
export { addMetrics, type MetricsDelta } from './learning/metrics.ts'
export { ensureReceiptPartitions } from './learning/partitions.ts'
export { readPooledReceipts } from './learning/pooled-receipts.ts'
export {
  type PredictionChallenger,
  predictionLeague,
  putTrainedChallenger,
  readPredictionChallengers,
} from './learning/prediction-league.ts'
export { readPrefetchThreshold } from './learning/prefetch-threshold.ts'
export { publishPrior, rankerFormat, type SourceWeights } from './learning/priors.ts'
export { listVersions, type RankerVersion, restoreVersion } from './learning/ranker-versions.ts'
export { type Ranker, type RankingBasis, readRankingBasis, readTenantWeights } from './learning/rankers.ts'
export { readReceipt, type StoredReceipt } from './learning/read-receipt.ts'
export type { Receipt } from './learning/receipt.ts'
export { ReceiptWriter } from './learning/receipts.ts'
export { clearRobot, listRobots, type RobotMark, readClearedRobots, replaceRobots } from './learning/robot-sessions.ts'
export { deleteScenario, listScenarios, maxScenarios, putScenario, type StoredScenario } from './learning/scenarios.ts'
export { readClicks, type SearchClick } from './learning/search-clicks.ts'
export { readShown } from './learning/shown-items.ts'
export { type ModelState, readLearnedBlend, readLearningStart, storeModelState } from './learning/states.ts'
export type { StoredChallenger, StoredLeague } from './learning/stored-league.ts'
export { type CarryOutOptions, carryOutAdvice } from './operations/advice/carry-out-advice.ts'
export { findIndexes, unprovable } from './operations/advice/find-advice.ts'
export { findNeedlessIndexes, type NeedlessIndex } from './operations/advice/find-drops.ts'
export { type AppliedAdvice, listAppliedAdvice, type NewAdvice, storeAdvice } from './operations/advice/index-advice.ts'
export type { ProvedIndex } from './operations/advice/index-search.ts'
export { keepPlans } from './operations/advice/statement-plans.ts'
export {
  type DeliveryRow,
  type DeliveryState,
  listDeliveries,
  resendDelivery,
  saveDeliveries,
  toldKeys,
} from './operations/alert-deliveries.ts'
export {
  type AlertRow,
  acknowledgeAlert,
  holdAlerts,
  openAlerts,
  pastAlerts,
  saveAlerts,
  unacknowledgedAlerts,
} from './operations/alerts.ts'
export { type CachedRow, readCached, removeCached, storeCached, sweepCached } from './operations/cache.ts'
export {
  anyTenant,
  type ChangedTenant,
  type ChangedTenants,
  changesKeptMs,
  pruneChanges,
  readChangedTenants,
} from './operations/changes.ts'
export {
  countDeadLetters,
  type DeadLetterFilter,
  type DeadLetterKey,
  type DeadLetterRow,
  discardDeadLetters,
  listDeadLetters,
  replayDeadLetters,
} from './operations/dead-letters.ts'
export {
  type Backlog,
  firstWaitingRuns,
  markHanded,
  type OpenRun,
  readBacklogs,
  releaseRuns,
  runsInFlight,
  type WaitingRun,
} from './operations/dispatch.ts'
export {
  type ErrorGroupDetails,
  type ErrorGroupFilter,
  type ErrorGroupKey,
  type ErrorGroupRow,
  listErrorGroups,
  pruneErrorGroups,
  putErrorGroups,
  readErrorGroup,
  resolveErrorGroup,
} from './operations/error-groups.ts'
export { type Claim, claimRequest, endClaim } from './operations/idempotent-requests.ts'
export { type NewRun, type RunOrder, type RunOutcomes, runLogOf } from './operations/insert-runs.ts'
export { type PostgresLimits, readLimits } from './operations/limits.ts'
export {
  type MeteredHour,
  type MeteredUse,
  type MeterReading,
  measureStored,
  putMeters,
  readMeteredHours,
  readMeters,
} from './operations/meters.ts'
export {
  countOpenRuns,
  holdRuns,
  type PausedBacklog,
  type RunHold,
  readPausedBacklogs,
  readRunHolds,
  releaseHold,
} from './operations/run-holds.ts'
export {
  beginRun,
  cancelRun,
  type FailureFacts,
  failRun,
  hasRunEnded,
  listRuns,
  type RunKey,
  readRun,
  readRunActivity,
  requeueRun,
  setRunProgress,
  succeedRun,
} from './operations/runs.ts'
export {
  createSchedule,
  type DueSchedule,
  deleteSchedule,
  dueSchedules,
  listSchedules,
  passOccurrence,
  readSchedule,
  type ScheduleKey,
  setScheduleState,
  submitOccurrence,
} from './operations/schedules.ts'
export {
  countRuleMatches,
  listSecurityEvents,
  type NewSecurityEvent,
  putSecurityEvents,
  type SecurityEventRow,
} from './operations/security-events.ts'
export {
  compactServiceMinutes,
  type PeriodCounts,
  putServiceMinutes,
  readBusiestTenants,
  readServicePeriods,
  readServiceWindows,
  readStoredEvents,
  readUsagePeriods,
  type ServiceMinute,
  type UsagePeriod,
  type WindowCounts,
} from './operations/service-minutes.ts'
export { createSilence, deleteSilence, listSilences, type Silence } from './operations/silences.ts'
export {
  insertSpans,
  readServiceMap,
  readSlowestOperations,
  rollSpans,
  type ServiceEdge,
  type SlowOperation,
  type StoredSpan,
  type TimeRange,
} from './operations/spans.ts'
export { countStatements } from './operations/statement-history.ts'
export { readStatistics } from './operations/statistics.ts'
export {
  latestTraces,
  listTraces,
  readSpans,
  readTraceNames,
  type TraceFilter,
  type TraceKey,
  type TraceRow,
} from './operations/traces.ts'
export {
  countTransferParts,
  deleteTransferParts,
  readTransferPart,
  requestPart,
  storeTransferPart,
} from './operations/transfer-parts.ts'
export { readWalArchive, switchWal, type WalArchive } from './operations/wal-archive.ts'
export { exportRows } from './replace-tenant/export-rows.ts'
export { importRows } from './replace-tenant/import-rows.ts'
export { type ReplacedTenant, replaceTenant } from './replace-tenant/replace-tenant.ts'
export { deleteOldRows } from './retention/delete-old-rows.ts'
export { openReadReplicas, ReadReplicas, type SeenWrite } from './routing/read-replicas.ts'
export { atHorizon, currentHorizon, isAfter, type LogPosition, logStart, readHorizon } from './tail/log-position.ts'
export type { TailPage } from './tail/read-tail.ts'
export { eraseUser, readUserIds } from './users/erase-user.ts'
export { exportUser } from './users/export-user.ts'
export { hasUsers } from './users/has-users.ts'
