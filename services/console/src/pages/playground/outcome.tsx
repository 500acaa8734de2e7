import { count, counted, percent } from '../../data/format.ts'
import type { Answer } from '../../data/use-call.ts'
import { Empty } from '../../ui/empty.tsx'
import { IntervalBar } from '../../ui/interval-bar.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Stat } from '../../ui/stat.tsx'

/** What an estimate says, how sure it is, and why to doubt it. */
export function Outcome({
  simulation: { answers, people, estimate, warnings },
}: {
  readonly simulation: Answer<'simulate'>
}) {
  return (
    <Panel
      title="Estimate"
      note={`${counted(answers, 'answer')} to ${count(people)} people and sessions, ranked again`}
    >
      {estimate ? (
        <div className="receipt">
          <section className="stats" aria-label="Clicks per shown item">
            <Stat label="As it was" value={percent(estimate.logged.value)} note={rangeOf(estimate.logged)} />
            <Stat label="As it would be" value={percent(estimate.simulated.value)} note={rangeOf(estimate.simulated)} />
            <Stat
              label="Worth"
              value={count(Math.round(estimate.effectiveItems))}
              note="shown items"
              tone={estimate.effectiveItems < 100 ? 'warn' : 'plain'}
            />
            <Stat label="Covered" value={percent(estimate.support, 0)} note="of what it would show was shown too" />
          </section>
          <IntervalBar
            label="Change of clicks per shown item"
            interval={{ mean: estimate.effect.value, ...estimate.effect }}
            format={(value) => percent(value)}
          />
          {warnings.map((warning) => (
            <p key={warning} className="quiet">
              {warning}
            </p>
          ))}
        </div>
      ) : (
        <Empty title="There is nothing to estimate from">
          It takes suggestions to at least two people or sessions, and what they clicked.
        </Empty>
      )}
    </Panel>
  )
}

const rangeOf = ({ low, high }: { readonly low: number; readonly high: number }) =>
  `${percent(low)} to ${percent(high)}`
