import { bytes, none, percent } from '../../data/format.ts'
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
  { id: 'tiers', title: 'Answered by', value: hitShare, cell: (row) => <Tiers row={row} /> },
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

const tiers = [
  ['l1Hits', 'memory'],
  ['l2Hits', 'Redis'],
  ['l3Hits', 'Postgres'],
  ['misses', 'nothing'],
] as const

/** Which tier answered, as parts of a bar. */
function Tiers({ row: { counts } }: { readonly row: Row }) {
  const parts = tiers.map(([name, tier]) => ({ name, tier, count: counts[name] ?? 0 }))
  const whole = parts.reduce((sum, part) => sum + part.count, 0)
  if (whole === 0) return <span className="quiet">{none}</span>
  const before = (index: number) => parts.slice(0, index).reduce((sum, part) => sum + part.count, 0)
  const text = parts.filter(({ count }) => count > 0).map(({ tier, count }) => `${tier} ${percent(count / whole, 0)}`)
  return (
    <svg className="tiers" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label={text.join(', ')}>
      <title>{text.join(', ')}</title>
      {parts.map(({ name, count }, index) => (
        <rect key={name} x={(100 * before(index)) / whole} width={(100 * count) / whole} height="8" className={name} />
      ))}
    </svg>
  )
}

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
