import { duration } from '../../data/format.ts'
import { type Answer, live, useCall } from '../../data/use-call.ts'
import type { Column } from '../../ui/column.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { AnswerOf, Panel } from '../../ui/panel.tsx'

type Slow = Answer<'listSlowestOperations'>['data'][number]

const ms = (id: 'p50Ms' | 'p95Ms' | 'maxMs', title: string): Column<Slow> => ({
  id,
  title,
  value: (row) => row[id],
  cell: (row) => duration(row[id]),
  isNumber: true,
})

const columns: readonly Column<Slow>[] = [
  { id: 'service', title: 'Service', value: ({ service }) => service },
  { id: 'name', title: 'Operation', value: ({ name }) => name },
  { id: 'calls', title: 'Calls', value: ({ calls }) => calls, isNumber: true },
  { id: 'errors', title: 'Errors', value: ({ errors }) => errors, isNumber: true },
  ms('p50Ms', 'p50'),
  ms('p95Ms', 'p95'),
  ms('maxMs', 'Longest'),
]

export function Slowest() {
  const slowest = useCall('listSlowestOperations', { query: { limit: 200 } }, { every: live.slow })
  return (
    <Panel title="Slowest operations" note="Of kept traces in the last hour">
      <AnswerOf query={slowest}>
        {({ data }) => (
          <DataTable
            name="slowest"
            rows={data}
            columns={columns}
            keyOf={({ service, name }) => `${service} ${name}`}
            empty={<Empty title="No trace was kept in the last hour" />}
          />
        )}
      </AnswerOf>
    </Panel>
  )
}
