import { percent } from '../../data/format.ts'
import type { Resilience } from '../../data/replies.ts'
import { allows, useSession } from '../../data/session.ts'
import { live, useAction, useCall } from '../../data/use-call.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { Badge } from '../../ui/badge.tsx'
import type { Column } from '../../ui/column.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { FaultOfActions } from '../../ui/fault-of-actions.tsx'
import { AnswerOf, Panel } from '../../ui/panel.tsx'
import { Checks } from './checks.tsx'

type Row = Resilience['processes'][number]['policies'][number] & { readonly process: string }

const counter = (name: string, title: string): Column<Row> => ({
  id: name,
  title,
  value: ({ counters }) => counters[name],
  isNumber: true,
})

const columns: readonly Column<Row>[] = [
  { id: 'process', title: 'Process', value: ({ process }) => process },
  { id: 'name', title: 'Dependency', value: ({ name }) => name },
  {
    id: 'state',
    title: 'Circuit',
    value: ({ state }) => state,
    cell: ({ state, isIdle }) => <Badge tone={state === 'closed' ? 'good' : isIdle ? 'plain' : 'bad'}>{state}</Badge>,
  },
  { id: 'inFlight', title: 'In flight', value: ({ inFlight }) => inFlight, isNumber: true },
  { id: 'queued', title: 'Queued', value: ({ queued }) => queued, isNumber: true },
  { id: 'limit', title: 'Limit', value: ({ limit }) => limit, cell: ({ limit }) => limit.toFixed(0), isNumber: true },
  counter('calls', 'Calls'),
  counter('rejected', 'Rejected'),
  counter('retry', 'Retries'),
  counter('slow', 'Slow'),
  counter('opened', 'Opened'),
]

export function Circuits() {
  const { data: session } = useSession()
  const resilience = useCall('getResilience', undefined, { every: live.fast })
  const reset = useAction('resetCircuitBreakers', ['getResilience'])
  return (
    <>
      <Checks />
      <Panel
        title="Circuits"
        note="Around the calls of every process, since it started"
        actions={
          allows(session, ['ops:write']) && (
            <ActionButton label="Close all circuits" action={reset} input={{ body: {} }} sure="Close them" />
          )
        }
      >
        <FaultOfActions actions={[reset]} />
        <AnswerOf query={resilience}>
          {({ processes, unreachable, shedding }) => (
            <>
              <p className="quiet">
                {shedding.refused > 0
                  ? `The gateway refuses the least important ${percent(shedding.refused, 0)} of the requests.`
                  : 'The gateway refuses no request because of the load.'}
                {unreachable.length > 0 && ` No answer from ${unreachable.join(', ')}.`}
              </p>
              <DataTable
                name="circuits"
                rows={processes.flatMap(({ process, policies }) => policies.map((policy) => ({ ...policy, process })))}
                columns={columns}
                keyOf={({ process, name }) => `${process} ${name}`}
                empty={<Empty title="No process answers" />}
              />
            </>
          )}
        </AnswerOf>
      </Panel>
    </>
  )
}
