import { useMemo } from 'react'
import { number } from '../../data/format.ts'
import { type Answer, live, useCall } from '../../data/use-call.ts'
import { Chart } from '../../ui/chart.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Meter } from '../../ui/meter.tsx'
import { AnswerOf, Panel } from '../../ui/panel.tsx'
import { Time } from '../../ui/time.tsx'
import { RankerWeights } from './ranker-weights.tsx'

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
      <RankerWeights />
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
