import { count } from '../../data/format.ts'
import type { Answer } from '../../data/use-call.ts'
import { Badge } from '../../ui/badge.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Link } from '../../ui/link.tsx'
import { Time } from '../../ui/time.tsx'
import { TraceLink } from '../../ui/trace-link.tsx'
import { errorsByTitle } from './errors-by-title.ts'

const shown = 5

/** The errors that are not resolved, each with a request that met it. */
export function NewestErrors({ errors }: { readonly errors: Answer<'listErrors'>['data'] }) {
  const open = errorsByTitle(errors.filter(({ state }) => state !== 'resolved')).slice(0, shown)
  if (open.length === 0) return <Empty title="No error is open" />
  return (
    <ul className="rows">
      {open.map(({ title, newest: { state, lastAt, traceId }, services, count: times, filter }) => (
        <li key={title} className="row-line">
          <Badge>{state}</Badge>
          <div>
            <Link to="/operations" search={{ view: 'errors', 'errors.filter': filter }}>
              {title}
            </Link>
            <p className="small quiet">
              {services.join(', ')}, {times === 1 ? 'once' : `${count(times)} times`}, last <Time at={lastAt} />{' '}
              {traceId && '· '}
              <TraceLink id={traceId} />
            </p>
          </div>
        </li>
      ))}
    </ul>
  )
}
