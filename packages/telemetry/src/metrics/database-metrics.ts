import { durationBuckets } from './duration-buckets.ts'
import { metricGroup } from './metric-group.ts'

export const databaseMetrics = metricGroup('each process with Postgres', ({ counter, histogram, ...make }) => ({
  querySeconds: make.tracedHistogram(
    'query_seconds',
    'Time from having a connection to the end of the transaction, by the name that its span has, too',
    durationBuckets,
    ['query'],
  ),
  failures: counter('query_failures_total', 'Transactions that failed or were rolled back, by name', ['query']),
  waitSeconds: histogram('connection_wait_seconds', 'Time until a transaction had a connection', durationBuckets, [
    'pool',
  ]),
  transactions: counter('transactions_total', 'Transactions that ended, well or not', ['pool']),
  busySeconds: counter('transaction_seconds_total', 'Time for which transactions had a connection', ['pool']),
  connections: make.sampledGauge(
    'pool_connections',
    'Connections that the process may open to Postgres: used (in a transaction) or idle (free, open or not)',
    ['pool', 'state'],
  ),
  waiting: make.sampledGauge('pool_waiting', 'Transactions that wait for a connection to Postgres', ['pool']),
}))
