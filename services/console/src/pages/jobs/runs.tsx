import { duration, percent } from '../../data/format.ts'
import type { Operation } from '../../data/replies.ts'
import { allows, useSession } from '../../data/session.ts'
import { live, useAction, useCall } from '../../data/use-call.ts'
import { recentRuns } from '../../first/calls.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { Badge } from '../../ui/badge.tsx'
import type { Column } from '../../ui/column.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { FaultOfActions } from '../../ui/fault-of-actions.tsx'
import { Link } from '../../ui/link.tsx'
import { AnswerOf, Panel } from '../../ui/panel.tsx'
import { Time } from '../../ui/time.tsx'
import { StartRun } from './start-run.tsx'

const hasEnded = ({ state }: Operation) => state !== 'queued' && state !== 'running'
const tookMs = ({ startedAt, finishedAt }: Operation) =>
  startedAt && finishedAt ? Date.parse(finishedAt) - Date.parse(startedAt) : undefined

const columns: readonly Column<Operation>[] = [
  {
    id: 'kind',
    title: 'Kind',
    value: ({ kind }) => kind,
    cell: ({ kind, id }) => (
      <Link to="/jobs" search={{ run: id }}>
        {kind}
      </Link>
    ),
  },
  { id: 'state', title: 'State', value: ({ state }) => state, cell: ({ state }) => <Badge>{state}</Badge> },
  {
    id: 'progress',
    title: 'Progress',
    value: ({ progress }) => progress,
    cell: ({ progress }) => percent(progress, 0),
    isNumber: true,
  },
  {
    id: 'created',
    title: 'Queued',
    value: ({ createdAt }) => createdAt,
    cell: ({ createdAt }) => <Time at={createdAt} />,
  },
  {
    id: 'took',
    title: 'Took',
    value: (run) => tookMs(run) ?? null,
    cell: (run) => duration(tookMs(run)),
    isNumber: true,
  },
  { id: 'error', title: 'Error', value: ({ error }) => error ?? '' },
  { id: 'id', title: 'Id', value: ({ id }) => id, cell: ({ id }) => <code className="quiet">{id}</code> },
]

export function Runs() {
  const { data: session } = useSession()
  const mayWrite = allows(session, ['maintenance:write'])
  const runs = useCall('listRuns', recentRuns, { every: live.fast })
  const cancel = useAction('cancelOperation', ['listRuns'])
  const withCancel: readonly Column<Operation>[] = [
    ...columns,
    {
      id: 'cancel',
      title: '',
      value: () => '',
      cell: (run) =>
        hasEnded(run) ? null : (
          <ActionButton label="Cancel" action={cancel} input={{ params: { id: run.id } }} sure="Cancel it" />
        ),
    },
  ]
  return (
    <Panel title="Runs" note="The newest 200" actions={mayWrite && <StartRun />}>
      <FaultOfActions actions={[cancel]} />
      <AnswerOf query={runs}>
        {({ data }) => (
          <DataTable
            name="runs"
            rows={data}
            columns={mayWrite ? withCancel : columns}
            keyOf={({ id }) => id}
            empty={<Empty title="No run yet">A training starts by itself once a day; start one at any time.</Empty>}
          />
        )}
      </AnswerOf>
    </Panel>
  )
}
