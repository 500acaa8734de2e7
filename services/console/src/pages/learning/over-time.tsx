import { useMemo } from 'react'
import { percent } from '../../data/format.ts'
import { allows, useSession } from '../../data/session.ts'
import { type Answer, useCall } from '../../data/use-call.ts'
import { useParam } from '../../data/use-param.ts'
import { Chart } from '../../ui/chart.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Choice } from '../../ui/fields.tsx'
import { trainings, verdictOf } from './training-verdict.ts'

type Metrics = Answer<'getLearningMetrics'>

const asPercent = (value: number) => percent(value, 0)

/** The hit rate of each hour: the blend with its interval, beside one component, with the trainings as marks. */
export function OverTime({ metrics: { hours = [] } }: { readonly metrics: Metrics }) {
  const names = [...new Set(hours.flatMap(({ models }) => models.map(({ model }) => model)))]
  const components = names.filter((name) => name !== 'blend')
  const [beside, setBeside] = useParam('beside')
  const marks = useMarks()
  const times = useMemo(() => hours.map(({ hour }) => hour), [hours])
  const lines = useMemo(
    () => ['blend', ...(beside ? [beside] : [])].map((name) => lineOf(hours, name)),
    [hours, beside],
  )
  if (hours.length < 2)
    return (
      <div className="chart-place">
        <Empty title="No curve yet">
          It begins with the second hour in which events were compared. There{' '}
          {hours.length === 1 ? 'is one' : 'is none'}.
        </Empty>
      </div>
    )
  return (
    <>
      <div className="actions">
        <Choice
          label="Beside the blend"
          value={beside}
          onChange={setBeside}
          options={['', ...components]}
          blank="nothing"
        />
      </div>
      <Chart
        label="Hit rate at 20 by hour, with its 95 % interval"
        times={times}
        lines={lines}
        format={asPercent}
        marks={marks}
      />
    </>
  )
}

function lineOf(hours: NonNullable<Metrics['hours']>, label: string) {
  const of = hours.map(({ models }) => models.find(({ model }) => model === label))
  return {
    label,
    values: of.map((model) => model?.hitRateAt20 ?? Number.NaN),
    band: {
      low: of.map((model) => model?.hitRateAt20Interval[0] ?? Number.NaN),
      high: of.map((model) => model?.hitRateAt20Interval[1] ?? Number.NaN),
    },
  }
}

/** When a model was trained, and whether it was accepted; a training because of drift says so. */
function useMarks() {
  const { data: session } = useSession()
  const { data } = useCall('listRuns', { query: { limit: 200 } }, { enabled: allows(session, ['maintenance:read']) })
  return useMemo(
    () =>
      trainings(data?.data ?? []).flatMap((run) =>
        run.finishedAt
          ? [{ at: run.finishedAt, label: `${run.options.reason === 'drift' ? 'drift, ' : ''}${verdictOf(run).word}` }]
          : [],
      ),
    [data],
  )
}
