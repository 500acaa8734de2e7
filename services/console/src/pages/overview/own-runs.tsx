import { allows, useSession } from '../../data/session.ts'
import { live, useCall } from '../../data/use-call.ts'
import { Badge } from '../../ui/badge.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Link } from '../../ui/link.tsx'
import { AnswerOf, Panel } from '../../ui/panel.tsx'
import { Time } from '../../ui/time.tsx'

export function OwnRuns() {
  const { data: session } = useSession()
  const runs = useCall(
    'listRuns',
    { query: { limit: 10 } },
    { every: live.normal, enabled: allows(session, ['maintenance:read']) },
  )
  if (!allows(session, ['maintenance:read'])) return null
  return (
    <Panel title="Latest runs" note="Trainings and other maintenance" actions={<Link to="/jobs">All jobs</Link>}>
      <AnswerOf query={runs}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty title="No run yet">A training starts by itself once a day.</Empty>
          ) : (
            <ul className="rows">
              {data.map(({ id, kind, state, createdAt }) => (
                <li key={id} className="row-line">
                  <Badge>{state}</Badge>
                  <div>
                    <Link to="/jobs" search={{ run: id }}>
                      {kind}
                    </Link>
                    <p className="small quiet">
                      <Time at={createdAt} />
                    </p>
                  </div>
                </li>
              ))}
            </ul>
          )
        }
      </AnswerOf>
    </Panel>
  )
}
