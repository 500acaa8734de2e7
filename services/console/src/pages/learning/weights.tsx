import { useMemo } from 'react'
import { number } from '../../data/format.ts'
import { allows, useSession } from '../../data/session.ts'
import { type Answer, live, useAction, useCall } from '../../data/use-call.ts'
import { useParam } from '../../data/use-param.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { Chart } from '../../ui/chart.tsx'
import type { Column } from '../../ui/column.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { FaultOfActions } from '../../ui/fault-of-actions.tsx'
import { TextField } from '../../ui/fields.tsx'
import { Meter } from '../../ui/meter.tsx'
import { AnswerOf, Panel } from '../../ui/panel.tsx'
import { Time } from '../../ui/time.tsx'

/** How much each component counts, and how that has changed. */
export function Weights() {
  const metrics = useCall('getLearningMetrics', { query: { window: '30d' } }, { every: live.slow })
  return (
    <>
      <Panel title="Weights of predictions" note="Of the components in the blend, at each notable change">
        <AnswerOf query={metrics}>
          {({ weights }) =>
            weights.length === 0 ? (
              <Empty title="No weight was learned yet">They are learned from events as they happen.</Empty>
            ) : (
              <Blend weights={weights} />
            )
          }
        </AnswerOf>
      </Panel>
      <Ranker />
    </>
  )
}

function Blend({ weights }: { readonly weights: Answer<'getLearningMetrics'>['weights'] }) {
  const oldest = useMemo(() => weights.toReversed(), [weights])
  const times = useMemo(() => oldest.map(({ recordedAt }) => recordedAt), [oldest])
  const lines = useMemo(
    () =>
      Object.keys(weights[0]?.weights ?? {}).map((label) => ({
        label,
        values: oldest.map(({ weights: of }) => of[label] ?? Number.NaN),
      })),
    [oldest, weights],
  )
  const now = Object.entries(weights[0]?.weights ?? {}).toSorted(([, a], [, b]) => b - a)
  const most = Math.max(...now.map(([, weight]) => weight), Number.EPSILON)
  return (
    <div className="receipt">
      {times.length > 1 && (
        <Chart label="The weight of each component over time" times={times} lines={lines} format={number} />
      )}
      <ul className="bars">
        {now.map(([name, weight]) => (
          <li key={name}>
            <span>{name}</span>
            <Meter label={name} value={weight / most} />
            <span className="number">{number(weight)}</span>
          </li>
        ))}
      </ul>
      <p className="small quiet">
        Since <Time at={times.at(-1)} />
        {times.length === 1 && '; a curve begins with the next notable change'}.
      </p>
    </div>
  )
}

type Version = Answer<'listWeights'>['data'][number]

function Ranker() {
  const { data: session } = useSession()
  const [scenario, setScenario] = useParam('scenario')
  const versions = useCall(
    'listWeights',
    { query: { limit: 200, ...(scenario && { scenario }) } },
    { every: live.slow },
  )
  const restore = useAction('restoreWeights', ['listWeights'])
  const columns: readonly Column<Version>[] = [
    { id: 'version', title: 'Version', value: ({ version }) => version, isNumber: true },
    {
      id: 'at',
      title: 'Since',
      value: ({ recordedAt }) => recordedAt,
      cell: ({ recordedAt }) => <Time at={recordedAt} />,
    },
    { id: 'cause', title: 'Cause', value: ({ cause }) => cause },
    { id: 'cases', title: 'Feedbacks', value: ({ cases }) => cases, isNumber: true },
    {
      id: 'weights',
      title: 'Weights',
      value: ({ weights }) =>
        Object.entries(weights)
          .map(([name, weight]) => `${name} ${number(weight)}`)
          .join(', '),
    },
    {
      id: 'restore',
      title: '',
      value: () => '',
      cell: ({ version }) =>
        allows(session, ['maintenance:write']) && (
          <ActionButton
            label="Restore"
            action={restore}
            input={{ body: { version, ...(scenario && { scenario }) } }}
            sure="Restore it"
          />
        ),
    },
  ]
  return (
    <Panel title="Weights of suggestions" note="An earlier version can be brought back; learning goes on from there">
      <FaultOfActions actions={[restore]} />
      <form className="form" onSubmit={(event) => event.preventDefault()}>
        <TextField
          label="Placement"
          value={scenario}
          onChange={setScenario}
          placeholder="those that new ones start from"
        />
      </form>
      <AnswerOf query={versions}>
        {({ data }) => (
          <DataTable
            name="weights"
            rows={data}
            columns={columns}
            keyOf={({ version }) => String(version)}
            empty={<Empty title="The weights are the defaults">They move with feedback on suggestions.</Empty>}
          />
        )}
      </AnswerOf>
    </Panel>
  )
}
