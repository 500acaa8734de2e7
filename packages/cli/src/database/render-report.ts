import type { DatabaseReport } from '@inkling/contracts'
import { renderFacts, renderTable } from '../commands/output.ts'

type Rows = readonly (readonly string[])[]

/** What is wrong at this moment comes first. */
export const renderReport = (report: DatabaseReport): string =>
  [
    renderWhole(report),
    ...renderSessions(report),
    ...renderStatements(report),
    ...renderPlans(report),
    ...renderTables(report),
    ...renderIndexes(report),
  ].join('\n\n')

const renderWhole = (report: DatabaseReport): string =>
  renderFacts({
    size: megabytes(report.bytes),
    connections: `${report.serverConnections} of ${report.maxConnections}, ${report.connections} to this database`,
    'pages in memory': report.bufferHitRatio === null ? 'unknown' : `${(report.bufferHitRatio * 100).toFixed(1)} %`,
    'counted since': report.since ?? 'the beginning',
    ...(!report.seesAll && { note: 'grant pg_read_all_stats to inkling_maintenance, or most of this is hidden' }),
  })

const renderSessions = ({ lockWaits, transactions }: DatabaseReport): string[] => [
  section(
    'Waits for locks',
    ['waits', 'query', 'for', 'query', 'its transaction is open'],
    lockWaits.map(({ waiting, holding, seconds }) => [
      ...[duration(seconds), waiting.application, String(holding.pid), holding.application],
      duration(holding.transactionSeconds),
    ]),
  ),
  section(
    'Oldest transactions',
    ['open', 'pid', 'query', 'state', 'waits for', 'statement'],
    transactions.map(({ transactionSeconds, pid, application, state, waitsFor, statement }) => [
      ...[duration(transactionSeconds), String(pid), application, state, waitsFor ?? ''],
      short(statement),
    ]),
  ),
]

function renderStatements({ statements }: DatabaseReport): string[] {
  if (statements === null)
    return ['Statements are not counted: load pg_stat_statements (shared_preload_libraries) and create the extension.']
  const heads = ['mean ms', 'max ms', 'calls', 'total s', 'role', 'statement']
  const lists = { 'Slowest statements': statements.slowest, 'Statements by total time': statements.longest }
  const sections = Object.entries({ ...lists, 'Most frequent statements': statements.mostFrequent }).map(
    ([title, list]) =>
      section(
        title,
        heads,
        list.map(({ meanMs, maxMs, calls, totalMs, role, statement }) => [
          ...[meanMs.toFixed(1), maxMs.toFixed(1), String(calls), (totalMs / 1_000).toFixed(1), role],
          short(statement),
        ]),
      ),
  )
  return [...sections, renderGrowing(statements.growing)]
}

const renderGrowing = (growing: NonNullable<DatabaseReport['statements']>['growing']): string =>
  section(
    'Growing statements',
    ['s per hour', 'before', 'mean ms', 'before', 'against', 'role', 'statement'],
    growing.map(({ msPerHour, meanMs, before, against, role, statement }) => [
      ...[(msPerHour / 1_000).toFixed(1), (before.msPerHour / 1_000).toFixed(1)],
      ...[meanMs.toFixed(1), before.meanMs?.toFixed(1) ?? '', `a${against === 'hour' ? 'n' : ''} ${against} ago`],
      ...[role, short(statement)],
    ]),
  )

/** Only those that changed: all are in the answer with `--json`. */
const renderPlans = ({ plans }: DatabaseReport): string[] =>
  plans.flatMap(({ previous, role, statement, plan, since }) =>
    previous === null
      ? []
      : [`The plan changed at ${since}: ${role}: ${short(statement)}\n${plan}\nbefore:\n${previous.plan}`],
  )

const renderTables = ({ tables, scannedTables, unvacuumedTables }: DatabaseReport): string[] => [
  section(
    'Tables with late vacuums',
    ['table', 'dead rows', 'vacuum at', 'vacuumed'],
    unvacuumedTables.map(({ name, deadRows, vacuumAtDeadRows, vacuumedAt }) => [
      ...[name, String(deadRows), String(vacuumAtDeadRows), vacuumedAt ?? 'never'],
    ]),
  ),
  section(
    'Large tables that are read as a whole',
    ['table', 'rows', 'sequential scans', 'rows read', 'index scans'],
    scannedTables.map(({ name, rows, sequentialScans, sequentialRows, indexScans }) => [
      ...[name, String(rows), String(sequentialScans), String(sequentialRows), String(indexScans)],
    ]),
  ),
  section(
    'Largest tables',
    ['table', 'size', 'bloat', 'rows', 'dead rows'],
    tables
      .slice(0, 10)
      .map(({ name, bytes, bloatBytes, rows, deadRows }) => [
        ...[name, megabytes(bytes), bloatBytes === null ? 'unknown' : megabytes(bloatBytes)],
        ...[String(rows), String(deadRows)],
      ]),
  ),
]

const renderIndexes = ({ unusedIndexes, duplicateIndexes }: DatabaseReport): string[] => [
  section(
    'Unused indexes',
    ['index', 'table', 'size'],
    unusedIndexes.map(({ name, table, bytes }) => [name, table, megabytes(bytes)]),
  ),
  section(
    'Duplicate indexes',
    ['table', 'size', 'indexes'],
    duplicateIndexes.map(({ table, bytes, indexes }) => [table, megabytes(bytes), indexes.join(', ')]),
  ),
]

const section = (title: string, heads: readonly string[], rows: Rows): string =>
  `${title}\n${rows.length === 0 ? 'none' : renderTable(heads, rows)}`
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`
const duration = (seconds: number): string => `${seconds.toFixed(1)} s`
const short = (statement: string | null): string => statement?.slice(0, 100) ?? '(not shown)'
