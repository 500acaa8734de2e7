export {
  type EventsInsert,
  insertEvents,
  type NewEvent,
  readAllEvents,
  readEventsAfter,
  type Usage,
} from './behaviour/events.ts'
export { newestSnapshotVersion, readNewestSnapshot, type StoredSnapshot } from './behaviour/read-snapshot.ts'
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
export { type ItemMatches, type ItemText, matchItems, maxMatches, writeItemWords } from './catalog/item-words.ts'
export {
  changeItem,
  deleteItem,
  type ItemChange,
  listItems,
  readAllItems,
  readItem,
  readItemSummaries,
  readItemsAfter,
  saveItems,
  type VersionedItem,
} from './catalog/items.ts'
export { addQueryCounts, listQueries } from './catalog/search-queries.ts'
export { readSearchSettings, saveSearchSettings } from './catalog/search-settings.ts'
export { BufferedWriter } from './client/buffered-writer.ts'
export { createDatabase, type Database } from './client/create-database.ts'
export type { DatabaseCaller, Sql, TenantDatabase } from './client/tenant-database.ts'
export { insertFeedback, positiveSignals } from './learning/feedback.ts'
export { readLearningReport } from './learning/learning-report.ts'
export { addMetrics, type MetricsDelta, type MetricsSums } from './learning/metrics.ts'
export { type Receipt, ReceiptWriter } from './learning/receipts.ts'
export { type ModelState, readLearningStart, storeModelState } from './learning/states.ts'
export { atHorizon, currentHorizon, type LogPosition, logStart, readHorizon } from './tail/log-position.ts'
export type { TailPage } from './tail/read-tail.ts'
