import { metricGroup } from './metric-group.ts'

export const postgresMetrics = metricGroup('maintenance', ({ gauge }) => ({
  oldestTransactionSeconds: gauge(
    'postgres_oldest_transaction_seconds',
    'How long the oldest transaction of a client is open; 0 if none is',
  ),
  lockWaitSeconds: gauge('postgres_lock_wait_seconds', 'How long a session has waited for a lock; 0 if none waits'),
  connections: gauge(
    'postgres_connections_used_ratio',
    'Open connections, as a share of those that clients may open; 0 to 1',
  ),
  transactionIds: gauge(
    'postgres_transaction_ids_used_ratio',
    'Age of the oldest transaction id that is not frozen, as a share of all; at 1 Postgres writes no more',
  ),
  deadRows: gauge(
    'postgres_dead_rows_ratio',
    'Most dead rows of a table, divided by those at which its vacuum begins; of tables with 10,000 dead rows or more',
  ),
}))
