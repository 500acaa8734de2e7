import { type Database, putServiceMinutes } from '@inkling/database'
import { sloMetrics } from '@inkling/telemetry'
import { AnswerCounter } from './answer-counter.ts'

/** A counter that stores in Postgres, and whose losses are a metric. */
export const createAnswerCounter = (database: Pick<Database, 'platform'>): AnswerCounter =>
  new AnswerCounter({
    store: (source, minutes) => putServiceMinutes(database, source, minutes),
    onDropped: (rows) => sloMetrics().dropped.inc(rows),
  })
