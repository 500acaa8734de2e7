import { bytes, count, duration, percent } from '../../data/format.ts'
import { type Answer, live, useCall } from '../../data/use-call.ts'
import type { Column } from '../../ui/column.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { AnswerOf, Panel } from '../../ui/panel.tsx'
import { Stat } from '../../ui/stat.tsx'
import { Advice } from './advice.tsx'

type Report = Answer<'getDatabaseStats'>
type StatementStats = NonNullable<Report['statements']>['longest'][number]
type Table = Report['tables'][number]

const statementColumns: readonly Column<StatementStats>[] = [
  {
    id: 'statement',
    title: 'Statement',
    value: ({ statement }) => statement,
    cell: ({ statement }) => <Statement text={statement ?? '–'} />,
  },
  { id: 'role', title: 'Role', value: ({ role }) => role },
  { id: 'calls', title: 'Calls', value: ({ calls }) => calls, cell: ({ calls }) => count(calls), isNumber: true },
  { id: 'mean', title: 'Mean', value: ({ meanMs }) => meanMs, cell: ({ meanMs }) => duration(meanMs), isNumber: true },
  { id: 'max', title: 'Longest', value: ({ maxMs }) => maxMs, cell: ({ maxMs }) => duration(maxMs), isNumber: true },
  {
    id: 'total',
    title: 'In all',
    value: ({ totalMs }) => totalMs,
    cell: ({ totalMs }) => duration(totalMs),
    isNumber: true,
  },
]

const shownLength = 88

/** Its beginning, and all of it for who opens it. */
const Statement = ({ text }: { readonly text: string }) =>
  text.length <= shownLength ? (
    <code>{text}</code>
  ) : (
    <details className="statement">
      <summary>
        <code>{text.slice(0, shownLength)}…</code>
      </summary>
      <code>{text}</code>
    </details>
  )

const tableColumns: readonly Column<Table>[] = [
  { id: 'name', title: 'Table', value: ({ name }) => name },
  {
    id: 'bytes',
    title: 'Size',
    value: ({ bytes: size }) => size,
    cell: ({ bytes: size }) => bytes(size),
    isNumber: true,
  },
  { id: 'rows', title: 'Rows', value: ({ rows }) => rows, cell: ({ rows }) => count(rows), isNumber: true },
  {
    id: 'dead',
    title: 'Dead rows',
    value: ({ deadRows }) => deadRows,
    cell: ({ deadRows }) => count(deadRows),
    isNumber: true,
  },
  { id: 'scans', title: 'Whole scans', value: ({ sequentialScans }) => sequentialScans, isNumber: true },
  { id: 'index', title: 'Index scans', value: ({ indexScans }) => indexScans, isNumber: true },
]

export function DatabaseView() {
  const stats = useCall('getDatabaseStats', undefined, { every: live.slow })
  return (
    <>
      <AnswerOf query={stats}>{(report) => <Report report={report} />}</AnswerOf>
      <Advice />
    </>
  )
}

const Report = ({ report }: { readonly report: Report }) => (
  <>
    <section className="stats" aria-label="Postgres">
      <Stat label="Size" value={bytes(report.bytes)} />
      <Stat label="Connections" value={count(report.serverConnections)} note={`of ${report.maxConnections}`} />
      <Stat label="Pages in memory" value={percent(report.bufferHitRatio)} />
      <Stat label="Rolled back" value={count(report.rolledBack)} note={`of ${count(report.committed)} transactions`} />
      <Stat label="Deadlocks" value={count(report.deadlocks)} tone={report.deadlocks > 0 ? 'warn' : 'plain'} />
      <Stat
        label="Waits for locks now"
        value={count(report.lockWaits.length)}
        tone={report.lockWaits.length > 0 ? 'bad' : 'plain'}
      />
    </section>
    <Panel title="Statements that took the most time" note="In the last 24 hours">
      <DataTable
        name="statements"
        rows={report.statements?.longest ?? []}
        columns={statementColumns}
        keyOf={({ statement, role, totalMs }) => `${role} ${statement} ${totalMs}`}
        empty={<Empty title="Postgres does not load pg_stat_statements" />}
      />
    </Panel>
    <Panel title="Tables" note="The 50 largest">
      <DataTable
        name="tables"
        rows={report.tables}
        columns={tableColumns}
        keyOf={({ name }) => name}
        empty={<Empty title="No table" />}
      />
    </Panel>
  </>
)
