import { bytes, percent } from '../../data/format.ts'
import { live, useCall } from '../../data/use-call.ts'
import type { Column } from '../../ui/column.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { AnswerOf, Panel } from '../../ui/panel.tsx'

interface Row {
  readonly process: string
  readonly cache: string
  readonly counts: Readonly<Record<string, number>>
}

const of = (name: string, title: string): Column<Row> => ({
  id: name,
  title,
  value: ({ counts }) => counts[name],
  isNumber: true,
})

const hitShare = ({ counts: { l1Hits = 0, l2Hits = 0, l3Hits = 0, misses = 0 } }: Row) =>
  (l1Hits + l2Hits + l3Hits) / (l1Hits + l2Hits + l3Hits + misses)

const columns: readonly Column<Row>[] = [
  { id: 'process', title: 'Process', value: ({ process }) => process },
  { id: 'cache', title: 'Cache', value: ({ cache }) => cache },
  { id: 'share', title: 'Hit rate', value: hitShare, cell: (row) => percent(hitShare(row)), isNumber: true },
  of('l1Hits', 'Memory'),
  of('l2Hits', 'Redis'),
  of('l3Hits', 'Postgres'),
  of('staleHits', 'Stale'),
  of('misses', 'Misses'),
  of('loads', 'Loads'),
  of('entries', 'Entries'),
  {
    id: 'bytes',
    title: 'Bytes',
    value: ({ counts }) => counts.bytes,
    cell: ({ counts }) => bytes(counts.bytes),
    isNumber: true,
  },
]

export function Caches() {
  const stats = useCall('getCacheStats', undefined, { every: live.normal })
  return (
    <Panel title="Caches" note="Since each process started">
      <AnswerOf query={stats}>
        {({ processes }) => (
          <DataTable
            name="caches"
            rows={processes.flatMap(({ process, caches }) =>
              Object.entries(caches).map(([cache, counts]) => ({ process, cache, counts })),
            )}
            columns={columns}
            keyOf={({ process, cache }) => `${process} ${cache}`}
            empty={<Empty title="No process answers" />}
          />
        )}
      </AnswerOf>
    </Panel>
  )
}
