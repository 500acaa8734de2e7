import { number, percent } from '../../data/format.ts'
import type { Experiment } from '../../data/replies.ts'
import { allows, useSession } from '../../data/session.ts'
import { useAction } from '../../data/use-call.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { Badge } from '../../ui/badge.tsx'
import { FaultOfActions } from '../../ui/fault-of-actions.tsx'
import { IntervalBar } from '../../ui/interval-bar.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Time } from '../../ui/time.tsx'
import { experimentVerdict } from './experiment-verdict.ts'
import { Variants } from './variants.tsx'

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
