import { type Static, Type } from 'typebox'

const count = (description: string) => Type.Integer({ minimum: 0, description })
const bytes = (description: string) => count(`${description}, in bytes`)
const time = (description: string) => Type.Union([Type.String({ format: 'date-time' }), Type.Null()], { description })

const TableReport = Type.Object({
  name: Type.String({ description: 'With its schema, separated by a dot' }),
  bytes: bytes('The table with its indexes'),
  rows: count('Rows that live, as Postgres estimates them'),
  deadRows: count('Rows that wait for the vacuum'),
  sequentialScans: count('Times that the whole table was read'),
  indexScans: count('Times that an index was used'),
  vacuumedAt: time('When it was vacuumed last'),
  analyzedAt: time('When its statistics were made last'),
})

/** Counts are since `since`, when the statistics of Postgres were reset last; never is null. */
export const DatabaseReport = Type.Object({
  bytes: bytes('The whole database'),
  connections: count('Connections to it now'),
  maxConnections: count('The most that Postgres takes'),
  bufferHitRatio: Type.Union([Type.Number(), Type.Null()], {
    description: 'The share of pages that were in the memory of Postgres, 0 to 1; null before the first',
  }),
  committed: count('Transactions that committed'),
  rolledBack: count('Transactions that rolled back'),
  deadlocks: count('Deadlocks'),
  temporaryBytes: bytes('Written to disk because a query did not fit into memory'),
  since: time('Since when these are counted'),
  tables: Type.Array(TableReport, { description: 'The 50 largest; partitions are tables of their own' }),
})
export type DatabaseReport = Static<typeof DatabaseReport>
