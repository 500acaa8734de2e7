import { duration, percent } from '../../data/format.ts'
import { type Answer, live, useCall } from '../../data/use-call.ts'
import type { Column } from '../../ui/column.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Link } from '../../ui/link.tsx'
import { AnswerOf, Panel } from '../../ui/panel.tsx'

interface Noise {
  readonly tenantId: string
  readonly requests: number
  readonly errors: number
  readonly totalMs: number
  /** Of the time of all. */
  readonly share: number
}

const columns: readonly Column<Noise>[] = [
  {
    id: 'tenant',
    title: 'Tenant',
    value: ({ tenantId }) => tenantId,
    cell: ({ tenantId }) => (
      <Link to="/traces" search={{ tenant: tenantId }}>
        {tenantId}
      </Link>
    ),
  },
  { id: 'requests', title: 'Traces', value: ({ requests }) => requests, isNumber: true },
  { id: 'errors', title: 'In error', value: ({ errors }) => errors, isNumber: true },
  {
    id: 'time',
    title: 'Time',
    value: ({ totalMs }) => totalMs,
    cell: ({ totalMs }) => duration(totalMs),
    isNumber: true,
  },
  {
    id: 'share',
    title: 'Of all time',
    value: ({ share }) => share,
    cell: ({ share }) => percent(share),
    isNumber: true,
  },
]

const looked = 200

/** Which tenants take the most time, by the newest traces that were kept. */
export function Noisiest() {
  const traces = useCall('listTraces', { query: { limit: looked } }, { every: live.normal })
  return (
    <Panel
      title="Noisiest first"
      note={`By the newest ${looked} kept traces: those with an error, the slowest of each minute, and a share of the others`}
    >
      <AnswerOf query={traces}>
        {({ data }) => (
          <DataTable
            name="noisiest"
            rows={noiseOf(data)}
            columns={columns}
            keyOf={({ tenantId }) => tenantId}
            empty={<Empty title="No trace of a tenant was kept in the last day" />}
          />
        )}
      </AnswerOf>
    </Panel>
  )
}

function noiseOf(traces: Answer<'listTraces'>['data']): Noise[] {
  const timed = traces.flatMap(({ tenantId, durationMs, errors }) =>
    tenantId ? [{ tenantId, durationMs, errors }] : [],
  )
  const sum = (of: typeof timed) => of.reduce((total, { durationMs }) => total + durationMs, 0)
  const all = sum(timed) || 1
  return [...Map.groupBy(timed, ({ tenantId }) => tenantId)]
    .map(([tenantId, own]) => ({
      tenantId,
      requests: own.length,
      errors: own.filter(({ errors }) => errors > 0).length,
      totalMs: sum(own),
      share: sum(own) / all,
    }))
    .toSorted((a, b) => b.totalMs - a.totalMs)
}
