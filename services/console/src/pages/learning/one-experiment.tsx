import { count, duration, number, percent } from '../../data/format.ts'
import { allows, useSession } from '../../data/session.ts'
import { type Answer, useAction } from '../../data/use-call.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { Badge } from '../../ui/badge.tsx'
import { FaultOfActions } from '../../ui/fault-of-actions.tsx'
import { IntervalBar } from '../../ui/interval-bar.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Time } from '../../ui/time.tsx'
import { experimentVerdict } from './experiment-verdict.ts'

export type Experiment = Answer<'listExperiments'>['data'][number]

/** An experiment: its verdict in a sentence, the difference as an interval, and both variants side by side. */
export function OneExperiment({ experiment }: { readonly experiment: Experiment }) {
  const { data: session } = useSession()
  const stop = useAction('stopExperiment', ['listExperiments'])
  const { id, name, state, createdAt, endsAt, scenario, design, result } = experiment
  const { text, tone } = experimentVerdict(experiment)
  return (
    <Panel
      title={name}
      note={
        <>
          {design === 'ab' ? 'A/B test' : 'Interleaving'} of {scenario ?? 'suggestions of no placement'}, since{' '}
          <Time at={createdAt} />
          {state === 'running' && (
            <>
              , ends <Time at={endsAt} absolute />
            </>
          )}{' '}
          · <code>{id}</code>
        </>
      }
      actions={
        state === 'running' &&
        allows(session, ['maintenance:write']) && (
          <ActionButton
            label="Stop"
            action={stop}
            input={{ params: { id }, body: { state: 'stopped' } }}
            sure="Stop it for good"
          />
        )
      }
    >
      <FaultOfActions actions={[stop]} />
      <div className="receipt">
        <p className="row-line">
          <Badge tone={state === 'running' ? 'good' : 'plain'}>{state}</Badge>
          <Badge tone={tone}>{text}</Badge>
        </p>
        <IntervalBar
          label="Treatment less control"
          interval={{ mean: result.difference.value, ...result.difference }}
          format={(value) => (design === 'ab' ? percent(value) : number(value))}
        />
        <Variants experiment={experiment} />
      </div>
    </Panel>
  )
}

/** What was measured of the variants of an A/B test; of interleaving only the rules differ. */
function Variants({
  experiment: { design, control, treatment, share = 0.5, result },
}: {
  readonly experiment: Experiment
}) {
  const of = (variant: 'control' | 'treatment') => ({
    rules: rulesOf(variant === 'control' ? control : treatment),
    share: variant === 'control' ? 1 - share : share,
    units: result.unitsOf?.[variant],
    clickRate: result.clickRate?.[variant],
    latencyMs: result.latencyMs?.[variant],
    failureRate: result.failureRate?.[variant],
  })
  const rows = [
    ['Control', of('control')],
    ['Treatment', of('treatment')],
  ] as const
  const isAb = design === 'ab'
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <section className="scroller" aria-label="Variants" tabIndex={0}>
      <table className="plain-table">
        <thead>
          <tr>
            <th>Variant</th>
            <th>Ranking</th>
            {isAb && <th className="number">Share</th>}
            {isAb && <th className="number">People</th>}
            {isAb && <th className="number">Clicked</th>}
            {isAb && <th className="number">Latency</th>}
            {isAb && <th className="number">Failed</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, { rules, share: planned, units, clickRate, latencyMs, failureRate }]) => (
            <tr key={name}>
              <td>{name}</td>
              <td>{rules}</td>
              {isAb && <td className="number">{percent(planned, 0)}</td>}
              {isAb && <td className="number">{count(units)}</td>}
              {isAb && <td className="number">{percent(clickRate)}</td>}
              {isAb && <td className="number">{duration(latencyMs)}</td>}
              {isAb && <td className="number">{percent(failureRate)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** The rules of a ranking in words. */
export function rulesOf(rules: Experiment['treatment'] | undefined, otherwise = 'as the placement has it'): string {
  const { weights, diversity, boost } = rules ?? {}
  const parts = [
    ...Object.entries(weights ?? {}).map(([source, weight]) => `${source} ${number(weight)}`),
    ...(diversity === undefined ? [] : [`diversity ${number(diversity)}`]),
    ...(boost ?? []).map(({ filter, factor }) => `${filter} × ${number(factor)}`),
  ]
  return parts.join(', ') || otherwise
}
