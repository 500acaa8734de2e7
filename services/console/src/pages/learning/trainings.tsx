import { count, number, percent } from '../../data/format.ts'
import type { Operation } from '../../data/replies.ts'
import { allows, useSession } from '../../data/session.ts'
import { live, useCall } from '../../data/use-call.ts'
import { Badge } from '../../ui/badge.tsx'
import type { Column } from '../../ui/column.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Link } from '../../ui/link.tsx'
import { AnswerOf, Panel } from '../../ui/panel.tsx'
import { Time } from '../../ui/time.tsx'
import { type Measured, resultOf, trainings, verdictOf } from './training-verdict.ts'

/** A measure of the new model, and the one of the model in service. */
const against = (
  id: keyof Measured,
  title: string,
  format: (value: number | undefined) => string,
): Column<Operation> => ({
  id,
  title,
  value: (run) => resultOf(run).candidate?.[id],
  cell: (run) => {
    const { candidate, inService } = resultOf(run)
    if (!candidate) return <span className="quiet">–</span>
    return (
      <>
        {format(candidate[id])} <span className="quiet">was {format(inService?.[id])}</span>
      </>
    )
  },
  isNumber: true,
})

const columns: readonly Column<Operation>[] = [
  {
    id: 'at',
    title: 'Ended',
    value: ({ finishedAt, createdAt }) => finishedAt ?? createdAt,
    cell: ({ id, finishedAt, createdAt }) => (
      <Link to="/jobs" search={{ run: id }}>
        <Time at={finishedAt ?? createdAt} />
      </Link>
    ),
  },
  { id: 'kind', title: 'Kind', value: ({ kind }) => kind },
  { id: 'because', title: 'Started by', value: ({ options }) => String(options.reason ?? 'request') },
  {
    id: 'verdict',
    title: 'Verdict',
    value: (run) => verdictOf(run).word,
    cell: (run) => <Badge tone={verdictOf(run).tone}>{verdictOf(run).word}</Badge>,
  },
  { id: 'why', title: 'Why', value: (run) => verdictOf(run).why },
  {
    id: 'cases',
    title: 'Tested on',
    value: (run) => resultOf(run).testCases,
    cell: (run) => count(resultOf(run).testCases),
    isNumber: true,
  },
  against('hitRateAt20', 'Hit rate at 20', (value) => percent(value)),
  against('mrrAt20', 'MRR', number),
  against('logLoss', 'Log loss', number),
]

/** Which trained models were accepted and which rejected, and why. */
export function Trainings() {
  const { data: session } = useSession()
  const mayRead = allows(session, ['maintenance:read'])
  const runs = useCall('listRuns', { query: { limit: 200 } }, { every: live.normal, enabled: mayRead })
  if (!mayRead) return <Empty title="This key may not see runs">It needs the scope maintenance:read.</Empty>
  return (
    <Panel
      title="Trainings"
      note="A new model is compared with the one in service on the newest sessions, which neither of them has seen"
    >
      <AnswerOf query={runs}>
        {({ data }) => (
          <DataTable
            name="trainings"
            rows={trainings(data)}
            columns={columns}
            keyOf={({ id }) => id}
            empty={
              <Empty title="No training yet">
                One starts by itself once a day. <Link to="/jobs">Start one now</Link>.
              </Empty>
            }
          />
        )}
      </AnswerOf>
    </Panel>
  )
}
