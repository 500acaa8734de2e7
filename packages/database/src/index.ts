export { createDatabase, type Database, type Sql } from './create-database.ts'
export { atHorizon, type Position, readHorizon } from './position.ts'
export { type Receipt, ReceiptWriter } from './receipt-writer.ts'
export { readAllEvents, toUsage, type Usage, type UsageRow } from './usage-log.ts'
