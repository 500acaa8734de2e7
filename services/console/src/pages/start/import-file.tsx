import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { count, counted, percent } from '../../data/format.ts'
import { FaultNote } from '../../ui/fault-note.tsx'
import { Meter } from '../../ui/meter.tsx'
import { Panel } from '../../ui/panel.tsx'
import type { Plan } from './plan.ts'
import { readFile } from './read-file.ts'
import { type Progress, sendPlan } from './send-plan.ts'

interface ImportFileProps {
  readonly file: File
  readonly onImported: () => void
}

/** Shows how a file is read, and imports it when told to. */
export function ImportFile({ file, onImported }: ImportFileProps) {
  const plan = useQuery({
    queryKey: ['plan', file.name, file.lastModified, file.size],
    queryFn: async () => {
      const [lines, { planImport }] = await Promise.all([readFile(file), import('./plan.ts')])
      return planImport(file.name, lines)
    },
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <Panel title={file.name} note={plan.data ? `${plan.data.format}, ${counted(plan.data.lines, 'line')}` : 'Reading…'}>
      {plan.error && <FaultNote error={plan.error} />}
      {plan.data && <Planned plan={plan.data} onImported={onImported} />}
    </Panel>
  )
}

function Planned({ plan, onImported }: { readonly plan: Plan; readonly onImported: () => void }) {
  const [progress, setProgress] = useState<Progress>()
  const start = async () => {
    await sendPlan(plan, setProgress)
    onImported()
  }
  return (
    <div className="plan">
      <div>
        <h3>How it is read</h3>
        <ul className="mapping">
          {plan.mapping.map((text) => (
            <li key={text}>
              <code>{text}</code>
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
      <div>
        <h3>The first {plan.kind}</h3>
        <pre>
          {(plan.batches[0] ?? [])
            .slice(0, 3)
            .map((value) => JSON.stringify(value))
            .join('\n')}
        </pre>
      </div>
      {progress ? (
        <ProgressOf progress={progress} total={plan.accepted} onRetry={start} />
      ) : (
        <button type="button" className="button primary" disabled={plan.accepted === 0} onClick={() => void start()}>
          Import {count(plan.accepted)} {plan.kind}
        </button>
      )}
    </div>
  )
}

interface ProgressProps {
  readonly progress: Progress
  readonly total: number
  readonly onRetry: () => unknown
}

const ProgressOf = ({ progress: { sent, accepted, duplicates, rejected, error }, total, onRetry }: ProgressProps) => (
  <div className="import-progress" aria-live="polite">
    <Meter label="Imported" value={total ? sent / total : 1} />
    <p className="small quiet">
      {percent(total ? sent / total : 1, 0)} sent: {count(accepted)} stored, {count(duplicates)} known before,{' '}
      {count(rejected.length)} rejected
    </p>
    {rejected.slice(0, 5).map(({ index, detail }) => (
      <p key={index} className="small">
        Line {index + 1} of its request: {detail}
      </p>
    ))}
    {error ? <FaultNote error={error} onRetry={onRetry} /> : null}
  </div>
)
