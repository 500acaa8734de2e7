import { useState } from 'react'
import { allows, useSession } from '../../data/session.ts'
import { type Answer, live, useAction, useCall } from '../../data/use-call.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { Badge } from '../../ui/badge.tsx'
import type { Column } from '../../ui/column.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { FaultOfActions } from '../../ui/fault-of-actions.tsx'
import { TextField } from '../../ui/fields.tsx'
import { AnswerOf, Panel } from '../../ui/panel.tsx'
import { Time } from '../../ui/time.tsx'

type Schedule = Answer<'listSchedules'>['data'][number]

const columns: readonly Column<Schedule>[] = [
  { id: 'kind', title: 'Kind', value: ({ kind }) => kind },
  { id: 'cron', title: 'When', value: ({ cron, timeZone }) => `${cron} ${timeZone}` },
  { id: 'state', title: 'State', value: ({ state }) => state, cell: ({ state }) => <Badge>{state}</Badge> },
  { id: 'next', title: 'Next', value: ({ nextAt }) => nextAt, cell: ({ nextAt }) => <Time at={nextAt} absolute /> },
  { id: 'last', title: 'Last', value: ({ lastAt }) => lastAt, cell: ({ lastAt }) => <Time at={lastAt} /> },
  { id: 'error', title: 'Error', value: ({ lastError }) => lastError ?? '' },
]

export function Schedules() {
  const { data: session } = useSession()
  const mayWrite = allows(session, ['maintenance:write'])
  const schedules = useCall('listSchedules', { query: { limit: 200 } }, { every: live.slow })
  const [cron, setCron] = useState('30 4 * * *')
  const create = useAction('createSchedule', ['listSchedules'])
  const change = useAction('setScheduleState', ['listSchedules'])
  const remove = useAction('deleteSchedule', ['listSchedules'])
  const actions: Column<Schedule> = {
    id: 'actions',
    title: '',
    value: () => '',
    cell: ({ id, state }) => (
      <span className="actions">
        <ActionButton
          label={state === 'active' ? 'Pause' : 'Go on'}
          action={change}
          input={{ params: { id }, body: { state: state === 'active' ? 'paused' : 'active' } }}
        />
        <ActionButton label="Delete" action={remove} input={{ params: { id } }} sure="Delete it" />
      </span>
    ),
  }
  return (
    <Panel title="Schedules" note="Runs that start by themselves">
      <FaultOfActions actions={[create, change, remove]} />
      {mayWrite && (
        <form className="form" onSubmit={(event) => event.preventDefault()}>
          <TextField label="Train at (cron, UTC)" value={cron} onChange={setCron} />
          <ActionButton label="Create a schedule" action={create} input={{ body: { kind: 'train', cron } }} />
        </form>
      )}
      <AnswerOf query={schedules}>
        {({ data }) => (
          <DataTable
            name="schedules"
            rows={data}
            columns={mayWrite ? [...columns, actions] : columns}
            keyOf={({ id }) => id}
            empty={<Empty title="No schedule">Trainings also start by themselves once a day, and on drift.</Empty>}
          />
        )}
      </AnswerOf>
    </Panel>
  )
}
