import type { Alert } from '../../data/replies.ts'
import { Badge } from '../../ui/badge.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Link } from '../../ui/link.tsx'
import { Time } from '../../ui/time.tsx'
import { TraceLink } from '../../ui/trace-link.tsx'

const shown = 6

export function AlertList({ alerts }: { readonly alerts: readonly Alert[] }) {
  // Notices are among the recent changes.
  const urgent = alerts
    .filter(({ severity }) => severity !== 'info')
    .toSorted((a, b) => Number(b.state === 'firing') - Number(a.state === 'firing'))
  if (urgent.length === 0) return <Empty title="No alert fires, and none did lately" />
  return (
    <ul className="rows">
      {urgent.slice(0, shown).map((alert) => (
        <li key={alert.id} className="row-line">
          <Badge tone={alert.state === 'firing' ? 'bad' : 'plain'}>{alert.state}</Badge>
          <div>
            <Link to="/operations" search={{ view: 'alerts', alert: alert.id }}>
              {alert.title}
            </Link>
            <p className="small quiet">
              {alert.severity}, since <Time at={alert.since} /> {alert.exampleTraceId && '· '}
              <TraceLink id={alert.exampleTraceId} />
            </p>
          </div>
        </li>
      ))}
    </ul>
  )
}
