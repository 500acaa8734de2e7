import { allows, useSession } from '../../data/session.ts'
import { type Answer, live, useAction, useCall } from '../../data/use-call.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import type { Column } from '../../ui/column.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { FaultOfActions } from '../../ui/fault-of-actions.tsx'
import { AnswerOf, Panel } from '../../ui/panel.tsx'
import { Time } from '../../ui/time.tsx'
import { TraceLink } from '../../ui/trace-link.tsx'

type Letter = Answer<'listDeadLetters'>['data'][number]

const columns: readonly Column<Letter>[] = [
  { id: 'kind', title: 'Kind', value: ({ kind }) => kind },
  { id: 'tenant', title: 'Tenant', value: ({ tenantId }) => tenantId },
  { id: 'error', title: 'Error', value: ({ error }) => error },
  { id: 'failed', title: 'Failed', value: ({ failedAt }) => failedAt, cell: ({ failedAt }) => <Time at={failedAt} /> },
  { id: 'attempts', title: 'Attempts', value: ({ attempts }) => attempts, isNumber: true },
  { id: 'replays', title: 'Replays', value: ({ replays }) => replays, isNumber: true },
  {
    id: 'trace',
    title: 'Trace',
    value: ({ traceId }) => traceId,
    cell: ({ traceId }) => <TraceLink id={traceId} />,
  },
]

export function DeadLetters() {
  const { data: session } = useSession()
  const mayWrite = allows(session, ['maintenance:write'])
  const letters = useCall('listDeadLetters', { query: { limit: 200 } }, { every: live.normal })
  const replay = useAction('replayDeadLetters', ['listDeadLetters', 'listRuns'])
  const discard = useAction('discardDeadLetters', ['listDeadLetters'])
  const actions: Column<Letter> = {
    id: 'actions',
    title: '',
    value: () => '',
    cell: ({ id }) => (
      <span className="actions">
        <ActionButton label="Replay" action={replay} input={{ body: { ids: [id] } }} />
        <ActionButton label="Discard" action={discard} input={{ body: { ids: [id] } }} sure="Discard it" />
      </span>
    ),
  }
  return (
    <Panel title="Dead letters" note="Runs that failed after their last attempt">
      <FaultOfActions actions={[replay, discard]} />
      <AnswerOf query={letters}>
        {({ data }) => (
          <DataTable
            name="dead-letters"
            rows={data}
            columns={mayWrite ? [...columns, actions] : columns}
            keyOf={({ id }) => id}
            empty={<Empty title="No dead letter">No run has failed for good.</Empty>}
            tools={
              mayWrite && (
                <ActionButton
                  label="Replay all of these"
                  action={replay}
                  input={{ body: { ids: data.map(({ id }) => id) } }}
                  sure={`Replay ${data.length}`}
                />
              )
            }
          />
        )}
      </AnswerOf>
    </Panel>
  )
}
