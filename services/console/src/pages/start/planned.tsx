import { useMutation } from '@tanstack/react-query'
import { count, percent } from '../../data/format.ts'
import { jsonOf, visible } from '../../data/visible.ts'
import { FaultNote } from '../../ui/fault-note.tsx'
import { Meter } from '../../ui/meter.tsx'
import type { Plan } from './plan.ts'
import { type Progress, sendPlan } from './send-plan.ts'

interface PlannedProps {
  readonly plan: Plan
  readonly progress: Progress | undefined
  readonly onProgress: (progress: Progress) => void
  readonly onImported: () => void
}

/** How a file is read, and its import: offered until it has begun, and shown from then on. */
export function Planned({ plan, progress, onProgress, onImported }: PlannedProps) {
  const { mutate } = useMutation({ mutationFn: () => sendPlan(plan, onProgress), onSuccess: onImported })
  const start = () => mutate()
  return (
    <div className="plan">
      <div>
        <h3>How it is read</h3>
        <ul className="mapping">
          {plan.mapping.map((text) => (
            <li key={text}>
              <code>{visible(text)}</code>
            </li>
          ))}
        </ul>
        {plan.skipped.map(({ text, count: times, firstLines }) => (
          <p key={text} className="small quiet">
            {count(times)} skipped: {text} (lines {firstLines.join(', ')})
          </p>
        ))}
        {plan.notes.map((note) => (
          <p key={note} className="small quiet">
            {note}
          </p>
        ))}
      </div>
      {plan.accepted > 0 && (
        <div>
          <h3>The first {plan.kind}</h3>
          <pre>
            {(plan.batches[0] ?? [])
              .slice(0, 3)
              .map((value) => jsonOf(value))
              .join('\n')}
          </pre>
        </div>
      )}
      {progress ? (
        <ProgressOf progress={progress} onRetry={start} />
      ) : plan.accepted > 0 ? (
        <button type="button" className="button primary" onClick={start}>
          Import {count(plan.accepted)} {plan.kind}
        </button>
      ) : (
        <p>No line of the file can be imported.</p>
      )}
    </div>
  )
}

interface ProgressProps {
  readonly progress: Progress
  readonly onRetry: () => unknown
}

function ProgressOf({ progress, onRetry }: ProgressProps) {
  const { total, sent, accepted, duplicates, rejected, error } = progress
  return (
    <div className="import-progress" aria-live="polite">
      <Meter label="Imported" value={total ? sent / total : 1} />
      <p className="small quiet">
        {percent(total ? sent / total : 1, 0)} sent: {count(accepted)} stored, {count(duplicates)} known before,{' '}
        {count(rejected.length)} rejected
      </p>
      {rejected.slice(0, 5).map(({ index, detail }, place) => (
        // Two requests may each reject their first line.
        <p key={place} className="small">
          Line {index + 1} of its request: {visible(detail)}
        </p>
      ))}
      {error ? <FaultNote error={error} onRetry={onRetry} /> : null}
    </div>
  )
}
