export type Severity = 'critical' | 'warning' | 'info'
export type Window = '5m' | '30m' | '1h' | '6h' | '3d'

/** What makes an alert true, as data: Prometheus rules are generated from it. */
export type Condition =
  /**
   * In one of the pairs of windows, the budget of the objective burns at `factor` or faster in both, and the short one
   * has {@link leastBad} bad answers or more.
   */
  | {
      readonly kind: 'burn'
      readonly slo: string
      readonly windows: readonly { readonly long: Window; readonly short: Window; readonly factor: number }[]
    }
  /** A gauge of a process, divided by another one of the same labels if there is one. */
  | {
      readonly kind: 'level'
      readonly metric: string
      readonly per?: string
      readonly labels?: readonly string[]
      readonly above?: number
      readonly below?: number
    }
  /** How much a counter rose, or rises per second, over all processes. */
  | {
      readonly kind: 'rise'
      readonly metric: string
      readonly over: Window
      readonly above: number
      readonly perSecond?: true
      readonly by?: readonly string[]
    }
  /** The share of a counter whose `label` has none of the values `bad`, while it rises by `from` per second or more. */
  | {
      readonly kind: 'share'
      readonly metric: string
      readonly by: string
      readonly label: string
      readonly bad: string
      readonly below: number
      readonly over: Window
      readonly from: number
    }
  /** A counter of seconds, divided by a counter of what took them, which rises by `from` per second or more. */
  | {
      readonly kind: 'mean'
      readonly seconds: string
      readonly count: string
      readonly labels?: readonly string[]
      readonly by: readonly string[]
      readonly over: Window
      readonly above: number
      readonly from: number
    }

export interface Alert {
  readonly name: string
  readonly severity: Severity
  readonly title: string
  /** What it means to users. */
  readonly meaning: string
  readonly condition: Condition
  readonly forSeconds: number
  /** A file in infra/runbooks. */
  readonly runbook: string
  /** The labels that tell one case of it from another, if not all but that of the replica. */
  readonly apart?: readonly string[]
  /** The alerts that are symptoms of this one: they notify nobody while it fires. */
  readonly explains?: readonly Explained[]
}

/** Names of alerts that are symptoms of one, if its labels fit the matchers of Prometheus. */
export interface Explained {
  readonly alerts: readonly string[]
  readonly if?: readonly string[]
}

/**
 * Fewer bad answers than this in the short window of a burn rate alert nobody. Where there is little traffic, a single
 * one burns at a high rate: of a hundred answers, at 10. It can fail for reasons that are not worth a page (Google, The
 * Site Reliability Workbook, chapter 5, "Low-Traffic Services and Error Budget Alerting"). The chapter names no number;
 * with five, an outage is still found within five minutes where one request a minute comes.
 */
export const leastBad = 5

const burns = ['FastBurn', 'SlowBurn', 'PredictionsSlow', 'SuggestionsSlow', 'SearchesSlow', 'PredictionsStale']

/** What processes find when they look at what they need: 1 ok, 0.5 degraded, 0 down. */
const isDown = (check: string, below = 0.5): Condition => ({
  ...{ kind: 'level', metric: 'inkling_check_state', labels: [`check=~"${check}"`], below },
})

const critical: readonly Alert[] = [
  {
    name: 'PostgresUnavailable',
    severity: 'critical',
    title: 'Postgres does not answer {{ $labels.service }}',
    meaning: 'Writes fail; reads go on from memory and caches.',
    condition: isDown('postgres'),
    forSeconds: 30,
    runbook: 'postgres-unavailable.md',
    apart: ['check'],
    explains: [{ alerts: [...burns, 'CircuitOpen', 'QueueStalled', 'PoolBusy', 'PostgresSlow'] }],
  },
  {
    name: 'RedisUnavailable',
    severity: 'critical',
    title: '{{ $labels.check }} does not answer {{ $labels.service }}',
    meaning: 'Without cacheRedis each gateway counts for itself; without queueRedis runs wait.',
    condition: isDown('.+Redis'),
    forSeconds: 30,
    runbook: 'redis-unavailable.md',
    apart: ['check'],
    explains: [
      { alerts: [...burns, 'CircuitOpen'] },
      { alerts: ['QueueStalled', 'JobsLate'], if: ['check="queueRedis"'] },
      { alerts: ['CacheHitRateLow'], if: ['check="cacheRedis"'] },
    ],
  },
  {
    name: 'DiskFull',
    severity: 'critical',
    title: 'Less than 2 % of the disk of {{ $labels.service }} is free',
    meaning: 'When it is full, nothing can be stored.',
    condition: isDown('disk'),
    forSeconds: 30,
    runbook: 'resources-low.md',
    apart: ['check'],
    explains: [{ alerts: [...burns, 'PostgresUnavailable', 'RedisUnavailable', 'CircuitOpen', 'DiskLow'] }],
  },
  {
    name: 'ProcessDown',
    severity: 'critical',
    title: 'A process of {{ $labels.service }} does not answer',
    meaning: 'The calls of the service fail unless another replica answers them.',
    condition: { kind: 'level', metric: 'up', labels: ['job=~"inkling-.+"'], below: 1 },
    forSeconds: 30,
    runbook: 'service-unavailable.md',
    explains: [
      { alerts: ['CircuitOpen'] },
      { alerts: burns, if: ['service!="worker"'] },
      { alerts: ['QueueStalled', 'JobsLate'], if: ['service=~"worker|maintenance"'] },
    ],
  },
  {
    name: 'CircuitOpen',
    severity: 'critical',
    title: '{{ $labels.circuit }} is no longer called by {{ $labels.service }}',
    meaning: 'Answers lack what the dependency adds, or fail.',
    condition: { kind: 'level', metric: 'inkling_circuit_state', labels: ['circuit!~"Postgres.*"'], above: 0 },
    forSeconds: 30,
    runbook: 'service-unavailable.md',
    apart: ['circuit'],
    explains: [{ alerts: burns, if: ['circuit!="worker"'] }],
  },
  {
    name: 'FastBurn',
    severity: 'critical',
    title: 'Errors use the 30-day budget up within days',
    meaning: 'So many requests fail that the budget of 30 days lasts for 2 to 5 days.',
    condition: {
      kind: 'burn',
      slo: 'availability',
      windows: [
        { long: '1h', short: '5m', factor: 14.4 },
        { long: '6h', short: '30m', factor: 6 },
      ],
    },
    forSeconds: 0,
    runbook: 'error-budget.md',
    explains: [{ alerts: ['SlowBurn'] }],
  },
  {
    name: 'QueueStalled',
    severity: 'critical',
    title: 'Jobs wait in the queue {{ $labels.queue }}, and no worker takes any',
    meaning: 'Models and indexes are no longer rebuilt; what is served stays as it is.',
    condition: { kind: 'level', metric: 'inkling_jobs_stalled', above: 0 },
    forSeconds: 40,
    runbook: 'queue-stalled.md',
    apart: ['queue'],
  },
  {
    name: 'WalNotArchived',
    severity: 'critical',
    title: 'Postgres cannot archive its WAL',
    meaning: 'What is written now is lost with the disk of Postgres, and the WAL that waits fills that disk.',
    condition: { kind: 'level', metric: 'inkling_wal_unarchived_seconds', above: 120 },
    forSeconds: 30,
    runbook: 'backup-failing.md',
    apart: [],
  },
  {
    name: 'TransactionIdsLow',
    severity: 'critical',
    title: 'Half of the transaction ids of Postgres are used',
    meaning: 'When nearly all are, Postgres refuses every write.',
    condition: { kind: 'level', metric: 'inkling_postgres_transaction_ids_used_ratio', above: 0.5 },
    forSeconds: 300,
    runbook: 'postgres-at-limits.md',
    apart: [],
  },
  {
    name: 'DataLeaked',
    severity: 'critical',
    title: 'The leak probe saw or changed data of another tenant',
    meaning: 'Tenants may see or change the data of other tenants.',
    condition: { kind: 'rise', metric: 'inkling_leak_probe_leaks_total', over: '1h', above: 0 },
    forSeconds: 0,
    runbook: 'data-leaked.md',
    apart: [],
  },
]

/** More than 5 % of the answers take longer than the objective allows. */
const slow = (name: string, what: string, slo: string): Alert => ({
  name,
  severity: 'warning',
  title: `${what} are slow`,
  meaning: 'More than 5 % of the answers take longer than the objective allows.',
  condition: { kind: 'burn', slo, windows: [{ long: '30m', short: '5m', factor: 1 }] },
  forSeconds: 300,
  runbook: 'slow-answers.md',
})

const warnings: readonly Alert[] = [
  {
    name: 'SlowBurn',
    severity: 'warning',
    title: 'Errors use the 30-day budget up',
    meaning: 'If it goes on, the objective of 30 days is missed.',
    condition: { kind: 'burn', slo: 'availability', windows: [{ long: '3d', short: '6h', factor: 1 }] },
    forSeconds: 0,
    runbook: 'error-budget.md',
  },
  slow('PredictionsSlow', 'Predictions', 'p95-predict'),
  slow('SuggestionsSlow', 'Suggestions', 'p95-suggest'),
  slow('SearchesSlow', 'Searches', 'p95-search'),
  {
    name: 'PredictionsStale',
    severity: 'warning',
    title: 'Events change predictions late',
    meaning: 'More than 1 % of the committed events change predictions later than after a second.',
    condition: { kind: 'burn', slo: 'freshness', windows: [{ long: '30m', short: '5m', factor: 1 }] },
    forSeconds: 300,
    runbook: 'predictions-not-updating.md',
  },
  {
    name: 'PostgresSlow',
    severity: 'warning',
    title: 'Transactions of {{ $labels.service }} take long',
    meaning: 'Writes, and answers that need Postgres, take longer by as much.',
    condition: {
      ...{ kind: 'mean', seconds: 'inkling_transaction_seconds_total', count: 'inkling_transactions_total' },
      // The work of maintenance and the worker may take its time.
      labels: ['pool="Postgres"', 'service=~"gateway|prediction|suggestion|search"'],
      ...{ by: ['service'], over: '5m', above: 0.2, from: 0.2 },
    },
    forSeconds: 30,
    runbook: 'postgres-slow.md',
    apart: [],
    explains: [{ alerts: [...burns, 'PoolBusy'] }],
  },
  {
    name: 'TransactionOld',
    severity: 'warning',
    title: 'A transaction of Postgres is open for more than ten minutes',
    meaning: 'No tenant sees later changes in predictions and searches, and no vacuum removes rows.',
    condition: { kind: 'level', metric: 'inkling_postgres_oldest_transaction_seconds', above: 600 },
    forSeconds: 60,
    runbook: 'postgres-at-limits.md',
    apart: [],
    explains: [{ alerts: ['PredictionsStale', 'VacuumLate'] }],
  },
  {
    name: 'LockHeld',
    severity: 'warning',
    title: 'A session of Postgres waits for a lock for more than a minute',
    meaning: 'Writes of the same rows or tables wait, too, or fail at their deadline.',
    condition: { kind: 'level', metric: 'inkling_postgres_lock_wait_seconds', above: 60 },
    forSeconds: 60,
    runbook: 'postgres-at-limits.md',
    apart: [],
  },
  {
    name: 'ConnectionsLow',
    severity: 'warning',
    title: 'More than 85 % of the connections of Postgres are open',
    meaning: 'When none is left, processes that start or need another connection fail.',
    condition: { kind: 'level', metric: 'inkling_postgres_connections_used_ratio', above: 0.85 },
    forSeconds: 300,
    runbook: 'postgres-at-limits.md',
    apart: [],
  },
  {
    name: 'VacuumLate',
    severity: 'warning',
    title: 'A table has five times the dead rows at which its vacuum begins',
    meaning: 'The table grows, and reading it takes longer.',
    condition: { kind: 'level', metric: 'inkling_postgres_dead_rows_ratio', above: 5 },
    forSeconds: 1_800,
    runbook: 'postgres-at-limits.md',
    apart: [],
  },
  {
    name: 'JobsLate',
    severity: 'warning',
    title: 'A job waits in the queue {{ $labels.queue }} for more than half an hour',
    meaning: 'There is more work than the workers do, or a long run holds them.',
    condition: { kind: 'level', metric: 'inkling_oldest_waiting_job_seconds', above: 1_800 },
    forSeconds: 60,
    runbook: 'queue-stalled.md',
    apart: ['queue'],
  },
  {
    name: 'DeadLetters',
    severity: 'warning',
    title: 'Work of the kind {{ $labels.kind }} failed after its last attempt',
    meaning: 'It is not done unless somebody replays it; what is served stays as it is.',
    condition: { kind: 'level', metric: 'inkling_dead_letters', above: 0 },
    forSeconds: 60,
    runbook: 'dead-letters.md',
    apart: ['kind'],
  },
  {
    name: 'CacheHitRateLow',
    severity: 'warning',
    title: 'The cache {{ $labels.cache }} answers fewer than a fifth of its requests',
    meaning: 'Answers take longer, and Postgres and the services work more.',
    condition: {
      ...{ kind: 'share', metric: 'inkling_cache_requests_total', by: 'cache', label: 'tier', bad: 'miss' },
      ...{ below: 0.2, over: '30m', from: 5 },
    },
    forSeconds: 900,
    runbook: 'cache-hit-rate-low.md',
  },
  {
    name: 'PoolBusy',
    severity: 'warning',
    title: '{{ $labels.service }} uses more than 80 % of its lanes to {{ $labels.policy }}',
    meaning: 'Calls soon wait, and then are refused.',
    condition: { kind: 'level', metric: 'inkling_policy_in_flight', per: 'inkling_policy_limit', above: 0.8 },
    forSeconds: 300,
    runbook: 'overloaded.md',
  },
  {
    name: 'MemoryHigh',
    severity: 'warning',
    title: '{{ $labels.service }} uses more than 80 % of its heap',
    meaning: 'The process may end for want of memory.',
    condition: { kind: 'level', metric: 'inkling_pressure', labels: ['resource="heap"'], above: 0.8 },
    forSeconds: 300,
    runbook: 'resources-low.md',
  },
  {
    name: 'DiskLow',
    severity: 'warning',
    title: 'Less than 10 % of the disk of {{ $labels.service }} is free',
    meaning: 'When it is full, nothing can be stored.',
    condition: isDown('disk', 1),
    forSeconds: 300,
    runbook: 'resources-low.md',
    apart: ['check'],
  },
  {
    name: 'CpuHigh',
    severity: 'warning',
    title: '{{ $labels.service }} uses more than 80 % of a processor',
    meaning: 'Answers take longer, and parts of them are soon left out.',
    condition: {
      ...{ kind: 'rise', metric: 'process_cpu_seconds_total', over: '5m', above: 0.8, perSecond: true },
      by: ['service', 'instance'],
    },
    forSeconds: 300,
    runbook: 'resources-low.md',
  },
  {
    name: 'BackupNotVerified',
    severity: 'warning',
    title: 'The newest verified backup in repository {{ $labels.repository }} is older than 26 hours',
    meaning: 'A restore takes longer, or is not possible from this repository.',
    condition: { kind: 'level', metric: 'inkling_backup_verified_age_seconds', above: 26 * 3_600 },
    forSeconds: 1_800,
    runbook: 'backup-failing.md',
    apart: ['repository'],
  },
  {
    name: 'RestoreNotProved',
    severity: 'warning',
    title: 'No drill has restored a backup for more than 50 hours',
    meaning: 'Nobody knows whether the backups can be restored.',
    condition: { kind: 'level', metric: 'inkling_backup_drill_age_seconds', above: 50 * 3_600 },
    forSeconds: 1_800,
    runbook: 'backup-failing.md',
  },
  {
    name: 'EventsStranded',
    severity: 'warning',
    title: 'Events are in no month',
    meaning: 'They are found, but queries of events get slower, and their month is neither archived nor dropped.',
    condition: { kind: 'level', metric: 'inkling_stranded_events', above: 0 },
    forSeconds: 300,
    runbook: 'events-stranded.md',
    apart: [],
  },
  {
    name: 'Drift',
    severity: 'warning',
    title: 'Predictions of a tenant became worse',
    meaning: 'Users of the tenant get worse predictions until it is trained again.',
    condition: { kind: 'rise', metric: 'inkling_drifts_total', over: '1h', above: 0 },
    forSeconds: 0,
    runbook: 'drift.md',
  },
  {
    name: 'HomesMoving',
    severity: 'warning',
    title: 'Tenants move between the processes that learn for them',
    meaning: 'Predictions stay right; weights and metrics of learning lag, and models are loaded again and again.',
    condition: { kind: 'rise', metric: 'inkling_homes_lost_total', over: '1h', above: 50 },
    forSeconds: 0,
    runbook: 'homes-moving.md',
  },
  {
    name: 'ServiceCountsLost',
    severity: 'warning',
    title: 'Counts for service levels were lost',
    meaning: 'The report of service levels lacks requests.',
    condition: { kind: 'rise', metric: 'inkling_service_minutes_dropped_total', over: '1h', above: 0 },
    forSeconds: 0,
    runbook: 'service-counts-lost.md',
  },
  {
    name: 'Threats',
    severity: 'warning',
    title: 'Requests look like an attack: {{ $labels.kind }}',
    meaning: 'A source scored as high as one that is blocked; what was done depends on the settings of the gateway.',
    condition: { kind: 'rise', metric: 'inkling_threats_total', over: '1h', above: 0, by: ['kind'] },
    forSeconds: 0,
    runbook: 'threats.md',
  },
]

const information: readonly Alert[] = [
  {
    name: 'KeysEnding',
    severity: 'info',
    title: 'API keys end within 14 days',
    meaning: 'Requests with them are refused from then on.',
    condition: { kind: 'level', metric: 'inkling_api_keys_ending', above: 0 },
    forSeconds: 300,
    runbook: 'keys-ending.md',
    apart: [],
  },
  {
    name: 'LoadLevelChanged',
    severity: 'info',
    title: 'The load level of {{ $labels.service }} changed',
    meaning: 'Answers leave parts out, or have them again.',
    condition: { kind: 'rise', metric: 'inkling_load_level_changes_total', over: '5m', above: 0, by: ['service'] },
    forSeconds: 0,
    runbook: 'overloaded.md',
  },
  {
    name: 'WeightsChanged',
    severity: 'info',
    title: 'Predictors of a tenant changed their weights',
    meaning: 'More than a twentieth of all weight moved to other predictors.',
    condition: { kind: 'rise', metric: 'inkling_weight_changes_total', over: '5m', above: 0 },
    forSeconds: 0,
    runbook: 'predictions-worse.md',
  },
]

/**
 * Every alert, the most urgent first. Not yet among them, because nothing measures them: acknowledged events that are
 * lost, and patterns that were found.
 */
export const alerts: readonly Alert[] = [...critical, ...warnings, ...information]
