import { duration } from '../../data/format.ts'
import type { Queue } from '../../data/replies.ts'
import { allows, useSession } from '../../data/session.ts'
import { live, useAction, useCall } from '../../data/use-call.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { Badge } from '../../ui/badge.tsx'
import type { Column } from '../../ui/column.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { FaultOfActions } from '../../ui/fault-of-actions.tsx'
import { AnswerOf, Panel } from '../../ui/panel.tsx'
import { useNow } from '../../ui/time.tsx'
import { WaitingChart } from './waiting-chart.tsx'

export function QueueTable() {
  const { data: session } = useSession()
  const now = useNow()
  const queues = useCall('listQueues', undefined, { every: live.fast })
  const change = useAction('setQueueState', ['listQueues'])
  const ageMs = ({ oldestWaitingSince: since }: Queue) => (since ? now - Date.parse(since) : null)
  const columns: readonly Column<Queue>[] = [
    { id: 'queue', title: 'Queue', value: ({ queue }) => queue },
    {
      id: 'state',
      title: 'State',
      value: ({ state }) => state,
      cell: ({ state }) => <Badge tone={state === 'open' ? 'good' : 'warn'}>{state}</Badge>,
    },
    { id: 'running', title: 'Running', value: ({ running }) => running, isNumber: true },
    { id: 'waiting', title: 'Waiting', value: ({ waiting }) => waiting, isNumber: true },
    { id: 'delayed', title: 'Delayed', value: ({ delayed }) => delayed, isNumber: true },
    { id: 'age', title: 'Oldest waits', value: ageMs, cell: (queue) => duration(ageMs(queue)), isNumber: true },
  ]
  const actions: Column<Queue> = {
    id: 'actions',
    title: '',
    value: () => '',
    cell: ({ queue, state }) => (
      <span className="actions">
        {(['open', 'paused', 'draining'] as const)
          .filter((one) => one !== state)
          .map((one) => (
            <ActionButton
              key={one}
              label={{ open: 'Open', paused: 'Pause', draining: 'Drain' }[one]}
              action={change}
              input={{ body: { queue, state: one } }}
            />
          ))}
      </span>
    ),
  }
  return (
    <Panel title="Queues" note="Runs of all tenants">
      <FaultOfActions actions={[change]} />
      <AnswerOf query={queues}>
        {({ queues: rows }) => (
          <div className="receipt">
            <h3>The oldest run that waits</h3>
            <WaitingChart queues={rows} nowMs={now} />
            <DataTable
              name="queues"
              rows={rows}
              columns={allows(session, ['ops:write']) ? [...columns, actions] : columns}
              keyOf={({ queue }) => queue}
              empty={<Empty title="No queue" />}
            />
          </div>
        )}
      </AnswerOf>
    </Panel>
  )
}
