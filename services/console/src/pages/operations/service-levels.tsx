import { percent } from '../../data/format.ts'
import type { Sla } from '../../data/replies.ts'
import { live, useCall } from '../../data/use-call.ts'
import type { Column } from '../../ui/column.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { AnswerOf, Panel } from '../../ui/panel.tsx'
import { Objectives } from '../overview/objectives.tsx'

type Period = Sla['days'][number]

/** What each objective measured, now, by day and by month. */
export function ServiceLevels() {
  const sla = useCall('getSla', undefined, { every: live.slow })
  return (
    <AnswerOf query={sla}>
      {({ objectives, days, months }) => (
        <>
          <Panel title="Now">
            <Objectives objectives={objectives} />
          </Panel>
          <Panel title="Days">
            <Periods name="days" periods={days} objectives={objectives} />
          </Panel>
          <Panel title="Months">
            <Periods name="months" periods={months} objectives={objectives} />
          </Panel>
        </>
      )}
    </AnswerOf>
  )
}

interface PeriodsProps {
  readonly name: string
  readonly periods: readonly Period[]
  readonly objectives: Sla['objectives']
}

const Periods = ({ name, periods, objectives }: PeriodsProps) => (
  <DataTable
    name={name}
    rows={periods}
    keyOf={({ period }) => period}
    empty={<Empty title="No request yet" />}
    columns={[{ id: 'period', title: 'Period', value: ({ period }) => period }, ...objectives.map(measured)]}
  />
)

const measured = ({ name }: Sla['objectives'][number]): Column<Period> => ({
  id: name,
  title: name,
  value: ({ objectives }) => objectives[name]?.measured,
  cell: ({ objectives }) => percent(objectives[name]?.measured, 2),
  isNumber: true,
})
