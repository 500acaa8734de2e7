import { allows, useSession } from '../../data/session.ts'
import { type Answer, live, useAction, useCall } from '../../data/use-call.ts'
import { useParam } from '../../data/use-param.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { Badge } from '../../ui/badge.tsx'
import type { Column } from '../../ui/column.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { FaultOfActions } from '../../ui/fault-of-actions.tsx'
import { Choice } from '../../ui/fields.tsx'
import { AnswerOf, Panel } from '../../ui/panel.tsx'
import { Time } from '../../ui/time.tsx'
import { TraceLink } from '../../ui/trace-link.tsx'

type Group = Answer<'listErrors'>['data'][number]
const states = ['', 'open', 'resolved', 'regressed'] as const

const columns: readonly Column<Group>[] = [
  { id: 'state', title: 'State', value: ({ state }) => state, cell: ({ state }) => <Badge>{state}</Badge> },
  {
    id: 'trace',
    title: 'Trace',
    value: ({ traceId }) => traceId,
    cell: ({ traceId }) => <TraceLink id={traceId} />,
  },
  { id: 'service', title: 'Service', value: ({ service }) => service },
  { id: 'code', title: 'Code', value: ({ code }) => code },
  { id: 'route', title: 'Route', value: ({ route }) => route },
  { id: 'count', title: 'Times', value: ({ count }) => count, isNumber: true },
  { id: 'tenants', title: 'Tenants', value: ({ tenantCount }) => tenantCount, isNumber: true },
  { id: 'last', title: 'Last', value: ({ lastAt }) => lastAt, cell: ({ lastAt }) => <Time at={lastAt} /> },
  {
    id: 'place',
    title: 'Where',
    value: ({ place, classes, reason }) => [place || classes, reason].filter(Boolean).join(' '),
  },
  { id: 'id', title: 'Id', value: ({ id }) => id, cell: ({ id }) => <code className="quiet">{id}</code> },
]

export function Errors() {
  const { data: session } = useSession()
  const [given, setState] = useParam('state')
  const state = states.find((one) => one === given) ?? ''
  const errors = useCall('listErrors', { query: { limit: 200, ...(state && { state }) } }, { every: live.normal })
  const resolve = useAction('resolveError', ['listErrors'])
  const action: Column<Group> = {
    id: 'resolve',
    title: '',
    value: () => '',
    cell: ({ id, state: of }) =>
      of === 'resolved' ? null : <ActionButton label="Resolve" action={resolve} input={{ params: { id } }} />,
  }
  return (
    <Panel
      title="Errors"
      note="Groups of what processes log as errors, newest first"
      actions={<Choice label="State" value={state} onChange={setState} options={states} />}
    >
      <FaultOfActions actions={[resolve]} />
      <AnswerOf query={errors}>
        {({ data }) => (
          <DataTable
            name="errors"
            rows={data}
            columns={allows(session, ['ops:write']) ? [...columns, action] : columns}
            keyOf={({ id }) => id}
            empty={<Empty title="No error" />}
          />
        )}
      </AnswerOf>
    </Panel>
  )
}
