import { allows, useSession } from '../../data/session.ts'
import { type Answer, live, useAction, useCall } from '../../data/use-call.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Empty } from '../../ui/empty.tsx'
import { FaultOfActions } from '../../ui/fault-of-actions.tsx'
import { AnswerOf, Panel } from '../../ui/panel.tsx'
import { Time } from '../../ui/time.tsx'

type Experiment = Answer<'listExperiments'>['data'][number]

export function Experiments() {
  const experiments = useCall('listExperiments', { query: { limit: 50 } }, { every: live.slow })
  return (
    <AnswerOf query={experiments}>
      {({ data }) =>
        data.length === 0 ? (
          <Empty title="No experiment yet">
            <code>npx -y pnpm@12 inkling experiments --help</code> says how to compare two rankings of suggestions.
          </Empty>
        ) : (
          data.map((experiment) => <One key={experiment.id} experiment={experiment} />)
        )
      }
    </AnswerOf>
  )
}

function One({ experiment }: { readonly experiment: Experiment }) {
  const { data: session } = useSession()
  const stop = useAction('stopExperiment', ['listExperiments'])
  const { id, state, createdAt, ...rest } = experiment
  return (
    <Panel
      title={id}
      note={
        <>
          <Badge tone={state === 'running' ? 'good' : 'plain'}>{state}</Badge> since <Time at={createdAt} />
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
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard */}
      <pre tabIndex={0}>{JSON.stringify(rest, null, 2)}</pre>
    </Panel>
  )
}
