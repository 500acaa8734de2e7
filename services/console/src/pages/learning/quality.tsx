import { counted, percent } from '../../data/format.ts'
import { type Answer, live, useCall } from '../../data/use-call.ts'
import { useParam } from '../../data/use-param.ts'
import { qualityIn } from '../../first/calls.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Choice } from '../../ui/fields.tsx'
import { AnswerOf, Panel } from '../../ui/panel.tsx'
import { Stat } from '../../ui/stat.tsx'
import { modelColumns } from './model-columns.tsx'
import { OverTime } from './over-time.tsx'
import { Reliability } from './reliability.tsx'

type Metrics = Answer<'getLearningMetrics'>
const kindNames: Readonly<Record<string, string>> = {
  prediction: 'Predictions',
  suggestion: 'Suggestions',
  search: 'Searches',
}

export const windows = ['24h', '7d', '30d', '90d'] as const

export function Quality() {
  const [window, setWindow] = useParam('window', '7d')
  const [model, setModel] = useParam('model', 'blend')
  const metrics = useCall('getLearningMetrics', qualityIn(window), { every: live.slow })
  return (
    <>
      <Panel
        title="Hit rate over time"
        note="At 20, by hour; the area is the 95 % interval, and the marks are trainings"
        actions={<Choice label="Window" value={window} onChange={setWindow} options={windows} />}
      >
        <AnswerOf query={metrics} loading={<div className="loading chart-place" aria-busy="true" />}>
          {(answer) => <OverTime metrics={answer} />}
        </AnswerOf>
      </Panel>
      <Panel title="Models" note="Each event is compared with the prediction that was made just before it">
        <AnswerOf query={metrics}>
          {(answer) => (
            <DataTable
              name="models"
              rows={answer.models}
              columns={modelColumns}
              keyOf={({ model }) => model}
              empty={<Empty title="No event was compared in this window">Send events as they happen.</Empty>}
            />
          )}
        </AnswerOf>
      </Panel>
      <div className="columns">
        <Panel
          title="Calibration"
          note="Whether what was called 30 % probable happens in 30 % of the cases"
          actions={
            <Choice
              label="Model"
              value={model}
              onChange={setModel}
              options={metrics.data?.models.length ? metrics.data.models.map(({ model: name }) => name) : [model]}
            />
          }
        >
          <AnswerOf query={metrics}>
            {({ models }) => <Reliability bins={models.find((one) => one.model === model)?.calibration ?? []} />}
          </AnswerOf>
        </Panel>
        <AnswerOf query={metrics}>
          {({ feedback, scenarios }) => (
            <Clicks rows={[...feedback, ...scenarios.filter(({ scenario }) => scenario !== '')]} />
          )}
        </AnswerOf>
      </div>
    </>
  )
}

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
          const name = 'kind' in row ? (kindNames[row.kind] ?? row.kind) : `placement ${row.scenario}`
          return (
            <Stat
              key={name}
              label={name}
              value={percent(row.clickThroughRate)}
              note={`of ${counted(row.receipts, 'answer')}, ${row.clickThroughRateInterval.map((edge) => percent(edge)).join(' to ')}`}
            />
          )
        })}
      </div>
    )}
  </Panel>
)
