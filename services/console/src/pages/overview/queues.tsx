import { count } from '../../data/format.ts'
import type { Answer } from '../../data/use-call.ts'
import { Badge } from '../../ui/badge.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Link } from '../../ui/link.tsx'
import { Time } from '../../ui/time.tsx'

export function Queues({ report: { queues } }: { readonly report: Answer<'listQueues'> }) {
  const busy = queues.filter(
    ({ waiting, delayed, running, state }) => waiting + delayed + running > 0 || state !== 'open',
  )
  if (busy.length === 0) return <Empty title={`All ${queues.length} queues are empty`} />
  return (
    <ul className="rows">
      {busy.map(({ queue, state, waiting, delayed, running, oldestWaitingSince }) => (
        <li key={queue} className="row-line">
          <div>
            <Link to="/jobs" search={{ view: 'queues' }}>
              {queue}
            </Link>{' '}
            {state !== 'open' && <Badge>{state}</Badge>}
            <p className="small quiet">
              {count(running)} running, {count(waiting)} waiting, {count(delayed)} delayed
              {oldestWaitingSince && (
                <>
                  ; the oldest since <Time at={oldestWaitingSince} />
                </>
              )}
            </p>
          </div>
        </li>
      ))}
    </ul>
  )
}
