import { type Static, type TSchema, Type } from 'typebox'

const count = (description: string) => Type.Integer({ minimum: 0, description })
const bytes = (description: string) => count(`${description}, in bytes`)
const text = (description: string) => Type.String({ description })
const orNull = <T extends TSchema>(type: T, description: string) => Type.Union([type, Type.Null()], { description })
const time = (description: string) => orNull(Type.String({ format: 'date-time' }), description)
const amount = (description: string) => Type.Number({ minimum: 0, description })

const statementText = orNull(
  Type.String(),
  'As pg_stat_statements normalises it, at most 1,000 characters; null if a value is left in it, or it never ended',
)

const TableReport = Type.Object({
  name: text('With its schema, separated by a dot'),
  bytes: bytes('The table with its indexes'),
  rows: count('Rows that live, as Postgres estimates them'),
  deadRows: count('Rows that wait for the vacuum, as Postgres estimates them'),
  vacuumAtDeadRows: count('The vacuum begins above so many dead rows'),
  bloatBytes: orNull(
    Type.Integer({ minimum: 0 }),
    'Of the table without its indexes, what holds no rows, as estimated; null without statistics of its columns',
  ),
  sequentialScans: count('Times that the whole table was read'),
  sequentialRows: count('Rows that were read so'),
  indexScans: count('Times that an index was used'),
  vacuumedAt: time('When it was vacuumed last'),
  analyzedAt: time('When its statistics were made last'),
})

const StatementReport = Type.Object({
  statement: statementText,
  role: text('The role that sent it'),
  calls: count('How often it ran'),
  totalMs: amount('The time of all calls'),
  meanMs: amount('The time of a call, on average'),
  maxMs: amount('The time of the slowest call'),
  rows: count('Rows that it returned or changed'),
})

const StatementGrowth = Type.Object({
  statement: statementText,
  role: text('The role that sent it'),
  callsPerHour: amount('In the last 10 to 15 minutes'),
  meanMs: amount('The time of a call, on average'),
  msPerHour: amount('The time of all calls of an hour'),
  against: Type.Enum(['hour', 'day'], { description: 'Whether `before` is an hour or a day ago' }),
  before: Type.Object({
    callsPerHour: amount('0 if it was not called'),
    meanMs: orNull(Type.Number(), 'Null if it was not called'),
    msPerHour: amount('0 if it was not called'),
  }),
})

const PlanReport = Type.Object({
  statement: statementText,
  role: text('The role that sends it'),
  plan: text('As `explain` shows it, without costs and values, for the tenant with the most rows'),
  since: Type.String({ format: 'date-time', description: 'When Postgres was first seen to choose it' }),
  previous: orNull(
    Type.Object({ plan: text('The one before'), until: Type.String({ format: 'date-time' }) }),
    'Null if no other plan was seen in the last 30 days',
  ),
})

const IndexReport = Type.Object({
  name: text('With its schema, separated by a dot'),
  table: text('With its schema, separated by a dot'),
  bytes: bytes('Its size, with that of its partitions'),
})

const SessionReport = Type.Object({
  pid: count('The process of Postgres that serves it'),
  application: text('The process of Inkling and the query by its name, such as `inkling-worker: erase rows`'),
  role: text('The role that is logged in'),
  state: text('`active`, `idle in transaction` or another state of Postgres'),
  waitsFor: orNull(Type.String(), 'What Postgres says it waits for, such as `Lock: transactionid`; null if nothing'),
  transactionSeconds: amount('How long its transaction is open; 0 if none is'),
  statement: statementText,
})

/** Counts are since `since`, when the statistics of Postgres were reset last; never is null. */
export const DatabaseReport = Type.Object({
  bytes: bytes('The whole database'),
  connections: count('Connections to it now'),
  serverConnections: count('Connections to all databases of the server now'),
  maxConnections: count('The most that Postgres takes'),
  bufferHitRatio: orNull(
    Type.Number(),
    'The share of pages that were in the memory of Postgres, 0 to 1; null before the first',
  ),
  committed: count('Transactions that committed'),
  rolledBack: count('Transactions that rolled back'),
  deadlocks: count('Deadlocks'),
  temporaryBytes: bytes('Written to disk because a query did not fit into memory'),
  since: time('Since when these are counted'),
  seesAll: Type.Boolean({
    description:
      'False if the role of maintenance lacks `pg_read_all_stats`: sessions and statements of others are then hidden',
  }),
  tables: Type.Array(TableReport, { description: 'The 50 largest; partitions are tables of their own' }),
  scannedTables: Type.Array(TableReport, {
    description: 'Of those with 10,000 rows or more, the 10 that sequential scans read the most rows of',
  }),
  unvacuumedTables: Type.Array(TableReport, {
    description: 'The 10 with the most dead rows of those with more dead rows than their vacuum begins at',
  }),
  statements: orNull(
    Type.Object({
      slowest: Type.Array(StatementReport, { description: 'The 10 with the highest mean time' }),
      longest: Type.Array(StatementReport, { description: 'The 10 with the highest total time' }),
      mostFrequent: Type.Array(StatementReport, { description: 'The 10 with the most calls' }),
      growing: Type.Array(StatementGrowth, {
        description:
          'The 10 whose time rose the most, by half or more in all or per call, against an hour or a day ago',
      }),
    }),
    'Of the last 24 hours, also if `pg_stat_statements` was reset since; null if the server does not load it, or the ' +
      'extension is missing in the database',
  ),
  plans: Type.Array(PlanReport, {
    description: 'Of the 20 statements that took the most time, the newest first; only with `OWNER_DATABASE_URL`',
  }),
  unusedIndexes: Type.Array(IndexReport, {
    description: 'The 50 largest that no query used since `since`; those that keep rows unique are not listed',
  }),
  duplicateIndexes: Type.Array(
    Type.Object({
      table: text('With its schema, separated by a dot'),
      indexes: Type.Array(Type.String(), { description: 'One of them is enough: keep one that is unique, if any is' }),
      bytes: bytes('All of them'),
    }),
    { description: 'Indexes of the same columns in the same order; the 50 largest' },
  ),
  transactions: Type.Array(SessionReport, { description: 'The 10 that are open for the longest time now' }),
  lockWaits: Type.Array(
    Type.Object({
      waiting: SessionReport,
      holding: SessionReport,
      seconds: amount('How long it waits'),
    }),
    { description: 'Which session waits now for which other, the longest first; at most 50' },
  ),
})
export type DatabaseReport = Static<typeof DatabaseReport>
