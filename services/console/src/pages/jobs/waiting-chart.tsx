import { duration } from '../../data/format.ts'
import type { Queue } from '../../data/replies.ts'
import { Empty } from '../../ui/empty.tsx'

const ticksMs = [1_000, 10_000, 60_000, 600_000, 3_600_000, 21_600_000, 86_400_000]
const leastMs = 1_000
const lateMs = 600_000

/** The axis is logarithmic, from a second to a day: a second and an hour are both told apart. */
function share(ms: number): number {
  const most = ticksMs.at(-1) ?? leastMs
  return Math.min(1, Math.max(0, Math.log(Math.max(ms, leastMs) / leastMs) / Math.log(most / leastMs)))
}

interface WaitingChartProps {
  readonly queues: readonly Queue[]
  readonly nowMs: number
}

/** How long the oldest run of each queue has waited, on the axis of wait time. */
export function WaitingChart({ queues, nowMs }: WaitingChartProps) {
  const waiting = queues
    .flatMap(({ queue, oldestWaitingSince: since, waiting: runs }) =>
      since ? [{ queue, runs, ageMs: Math.max(0, nowMs - Date.parse(since)) }] : [],
    )
    .toSorted((a, b) => b.ageMs - a.ageMs)
  if (waiting.length === 0) return <Empty title="No run waits" />
  return (
    <figure className="waiting">
      <ul>
        {waiting.map(({ queue, runs, ageMs }) => (
          <li key={queue}>
            <span>{queue}</span>
            <svg viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">
              {ticksMs.map((tick) => (
                <line key={tick} x1={100 * share(tick)} x2={100 * share(tick)} y1="0" y2="12" />
              ))}
              <rect
                width={Math.max(0.5, 100 * share(ageMs))}
                y="2"
                height="8"
                className={ageMs > lateMs ? 'bar late' : 'bar'}
              />
            </svg>
            <span className="number small">
              {duration(ageMs)} <span className="quiet">of {runs}</span>
            </span>
          </li>
        ))}
      </ul>
      <div className="waiting-axis small quiet" aria-hidden="true">
        {ticksMs.map((tick) => (
          <span key={tick} style={{ insetInlineStart: `${100 * share(tick)}%` }}>
            {duration(tick)}
          </span>
        ))}
      </div>
    </figure>
  )
}
