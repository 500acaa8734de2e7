import { lazy, Suspense } from 'react'
import { duration, percent } from '../../data/format.ts'
import { live, useCall } from '../../data/use-call.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { AnswerOf, Panel } from '../../ui/panel.tsx'

const ServiceGraph = lazy(() => import('./service-graph.tsx'))

/** Who calls whom, drawn and as a table. */
export function ServiceMap() {
  const map = useCall('getServiceMap', undefined, { every: live.normal })
  return (
    <Panel
      title="Service map"
      note="Calls in kept traces of the last hour: errors and slow calls are more frequent than in all"
    >
      <AnswerOf query={map}>
        {({ edges }) =>
          edges.length === 0 ? (
            <Empty title="No trace was kept in the last hour" />
          ) : (
            <div className="receipt">
              <Suspense fallback={<div className="chart" aria-busy="true" />}>
                <ServiceGraph edges={edges} />
              </Suspense>
              <DataTable
                name="edges"
                rows={edges}
                keyOf={({ from, to }) => `${from} ${to}`}
                empty={null}
                columns={[
                  { id: 'from', title: 'From', value: ({ from }) => from },
                  { id: 'to', title: 'To', value: ({ to }) => to },
                  { id: 'calls', title: 'Calls', value: ({ calls }) => calls, isNumber: true },
                  {
                    id: 'errors',
                    title: 'Errors',
                    value: ({ errors, calls }) => errors / Math.max(calls, 1),
                    cell: ({ errors, calls }) => percent(errors / Math.max(calls, 1)),
                    isNumber: true,
                  },
                  {
                    id: 'p95',
                    title: 'p95',
                    value: ({ p95Ms }) => p95Ms,
                    cell: ({ p95Ms }) => duration(p95Ms),
                    isNumber: true,
                  },
                ]}
              />
            </div>
          )
        }
      </AnswerOf>
    </Panel>
  )
}
