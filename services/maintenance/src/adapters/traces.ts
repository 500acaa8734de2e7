import {
  type Database,
  latestTraces,
  listTraces,
  readServiceMap,
  readSlowestOperations,
  readSpans,
  readTraceNames,
} from '@inkling/database'
import type { Traces } from '../routes/traces.ts'

/** The traces that the store keeps. */
export const createTraces = (database: Pick<Database, 'platform'>): Traces => ({
  list: ({ deadline }, filter, before, limit) => listTraces(database, filter, before, limit, deadline),
  spansOf: ({ deadline }, traceIds) => readSpans(database, traceIds, deadline),
  latestOf: ({ deadline }, route, range, limit) => latestTraces(database, route, range, limit, deadline),
  names: ({ deadline }, from) => readTraceNames(database, from, deadline),
  serviceMap: ({ deadline }, range) => readServiceMap(database, range, deadline),
  slowest: ({ deadline }, range, limit) => readSlowestOperations(database, range, limit, deadline),
})
