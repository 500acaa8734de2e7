import { useMemo } from 'react'
import { count, number, percent } from '../../data/format.ts'
import { type Answer, live, useCall } from '../../data/use-call.ts'
import { useParam } from '../../data/use-param.ts'
import { Chart } from '../../ui/chart.tsx'
import type { Column } from '../../ui/column.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Choice } from '../../ui/fields.tsx'
import { AnswerOf, Panel } from '../../ui/panel.tsx'
import { Stat } from '../../ui/stat.tsx'

type Metrics = Answer<'getLearningMetrics'>
type Model = Metrics['models'][number]

const share = (
  id: 'hitRateAt1' | 'hitRateAt5' | 'hitRateAt20' | 'calibrationError' | 'coverage',
  title: string,
): Column<Model> => ({
  id,
  title,
  value: (model) => model[id],
  cell: (model) => percent(model[id]),
  isNumber: true,
})

const columns: readonly Column<Model>[] = [
  { id: 'model', title: 'Model', value: ({ model }) => model },
  { id: 'cases', title: 'Cases', value: ({ cases }) => cases, isNumber: true },
  share('hitRateAt1', 'Hit rate at 1'),
  share('hitRateAt5', 'at 5'),
  share('hitRateAt20', 'at 20'),
  {
    id: 'interval',
    title: '95 % interval',
    value: ({ hitRateAt20Interval: [low] }) => low,
    cell: ({ hitRateAt20Interval }) => hitRateAt20Interval.map((edge) => percent(edge)).join(' to '),
    isNumber: true,
  },
  { id: 'mrr', title: 'MRR', value: ({ mrrAt20 }) => mrrAt20, cell: ({ mrrAt20 }) => number(mrrAt20), isNumber: true },
  {
    id: 'repeat',
    title: 'Repeats at 20',
    value: ({ repeat }) => repeat?.hitRateAt20,
    cell: ({ repeat }) => percent(repeat?.hitRateAt20),
    isNumber: true,
  },
  {
    id: 'new',
    title: 'New at 20',
    value: (model) => model.new?.hitRateAt20,
    cell: (model) => percent(model.new?.hitRateAt20),
    isNumber: true,
  },
  share('calibrationError', 'Calibration error'),
  share('coverage', 'Coverage'),
]

const windows = ['24h', '7d', '30d', '90d'] as const

export function Quality() {
  const [window, setWindow] = useParam('window', '7d')
  const hours = window === '24h' || window === '7d' ? ({ by: 'hour' } as const) : {}
  const metrics = useCall('getLearningMetrics', { query: { window, ...hours } }, { every: live.slow })
  return (
    <>
      <Panel
        title="Predictions"
        note="Each event is compared with the prediction that was made just before it"
        actions={<Choice label="Window" value={window} onChange={setWindow} options={windows} />}
      >
        <AnswerOf query={metrics}>
          {(answer) => (
            <div className="receipt">
              <OverTime metrics={answer} />
              <DataTable
                name="models"
                rows={answer.models}
                columns={columns}
                keyOf={({ model }) => model}
                empty={<Empty title="No event was compared in this window">Send events as they happen.</Empty>}
              />
            </div>
          )}
        </AnswerOf>
      </Panel>
      <AnswerOf query={metrics}>{({ feedback, scenarios }) => <Clicks rows={[...feedback, ...scenarios]} />}</AnswerOf>
    </>
  )
}

function OverTime({ metrics: { hours = [] } }: { readonly metrics: Metrics }) {
  const times = useMemo(() => hours.map(({ hour }) => hour), [hours])
  const lines = useMemo(() => {
    const names = [...new Set(hours.flatMap(({ models }) => models.map(({ model }) => model)))]
    const blendFirst = names.toSorted((a, b) => Number(b === 'blend') - Number(a === 'blend'))
    return blendFirst.map((label) => ({
      label,
      values: hours.map(({ models }) => models.find(({ model }) => model === label)?.hitRateAt20 ?? Number.NaN),
    }))
  }, [hours])
  if (hours.length < 2) return null
  return <Chart label="Hit rate at 20 by hour, for each model" times={times} lines={lines} format={asPercent} />
}

const asPercent = (value: number) => percent(value, 0)

const Clicks = ({
  rows,
}: {
  readonly rows: readonly (Metrics['feedback'][number] | Metrics['scenarios'][number])[]
}) => (
  <Panel title="Answers" note="How often an answer was clicked">
    {rows.length === 0 ? (
      <Empty title="No answer was given in this window" />
    ) : (
      <div className="stats">
        {rows.map((row) => {
          const name = 'kind' in row ? row.kind : row.scenario || 'no placement'
          return (
            <Stat
              key={name}
              label={name}
              value={percent(row.clickThroughRate)}
              note={`of ${count(row.receipts)} answers, ${row.clickThroughRateInterval.map((edge) => percent(edge)).join(' to ')}`}
            />
          )
        })}
      </div>
    )}
  </Panel>
)
