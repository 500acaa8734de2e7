import { CircleAlert } from 'lucide-react'
import { faultOf } from '../data/fault-of.ts'
import { visible } from '../data/visible.ts'
import { Link } from './link.tsx'

interface FaultNoteProps {
  readonly error: unknown
  readonly onRetry?: () => unknown
}

/** Says what failed, with the id of the request for those who look into it. */
export function FaultNote({ error, onRetry }: FaultNoteProps) {
  const { title, detail, requestId, traceId } = faultOf(error)
  return (
    <div className="fault" role="alert">
      <CircleAlert />
      <div>
        <p className="fault-title">{visible(title)}</p>
        <p className="fault-detail">{visible(detail)}</p>
        {requestId && (
          <p className="small quiet">
            Request <code>{requestId}</code>
            {traceId && (
              <>
                {' · '}
                <Link to="/traces" search={{ trace: traceId }}>
                  Trace
                </Link>
              </>
            )}
          </p>
        )}
      </div>
      {onRetry && (
        <button type="button" className="button" onClick={() => onRetry()}>
          Try again
        </button>
      )}
    </div>
  )
}
