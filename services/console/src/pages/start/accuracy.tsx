import { useEffect } from 'react'
import { count, percent } from '../../data/format.ts'
import { allows, useSession } from '../../data/session.ts'
import { live, useCall } from '../../data/use-call.ts'
import { visible } from '../../data/visible.ts'
import { Badge } from '../../ui/badge.tsx'
import { Empty } from '../../ui/empty.tsx'
import { FaultNote } from '../../ui/fault-note.tsx'
import { AnswerOf, Panel } from '../../ui/panel.tsx'
import { Stat } from '../../ui/stat.tsx'
import { TrainingReport } from './training-report.tsx'
import { useTraining } from './use-training.ts'

/** How good predictions are on this data: of live events, and of a training on all of them. */
export function Accuracy({ importsOfEvents }: { readonly importsOfEvents: number }) {
  const { data: session } = useSession()
  const { run, report, error, isBusy, start } = useTraining()
  const mayTrain = allows(session, ['maintenance:write'])
  // Imported events are old history: they teach at the next training. Items teach nothing that it measures.
  useEffect(() => {
    if (importsOfEvents > 0 && mayTrain) start()
  }, [importsOfEvents])
  return (
    <Panel
      title="Accuracy"
      note="Each event is compared with the prediction before it; a training is tested on the newest sessions"
      actions={
        mayTrain && (
          <button type="button" className="button" disabled={isBusy} onClick={start}>
            Train now
          </button>
        )
      }
    >
      {error && <FaultNote error={error} />}
      {importsOfEvents > 0 && !mayTrain && (
        <p className="small quiet">
          Imported events teach at the next training. This key may not start one, for which it needs the scope{' '}
          <code>maintenance:write</code>; one starts by itself once a day.
        </p>
      )}
      {run && (
        <p className="row-line small">
          <Badge>{run.state}</Badge> training, {percent(run.progress, 0)} done
          {run.error && `: ${visible(run.error)}`}
        </p>
      )}
      {report && <TrainingReport result={report} />}
      <LiveAccuracy isTrained={report !== null} />
    </Panel>
  )
}

function LiveAccuracy({ isTrained }: { readonly isTrained: boolean }) {
  const metrics = useCall('getLearningMetrics', { query: { window: '30d' } }, { every: live.slow })
  return (
    <AnswerOf query={metrics}>
      {({ models }) => {
        const blend = models.find(({ model }) => model === 'blend')
        return blend?.cases ? (
          <div className="stats">
            <Stat label="Hit rate at 1" value={percent(blend.hitRateAt1)} note={`${count(blend.cases)} live events`} />
            <Stat label="Hit rate at 5" value={percent(blend.hitRateAt5)} />
            <Stat label="Hit rate at 20" value={percent(blend.hitRateAt20)} />
          </div>
        ) : (
          <Empty title="No live event was compared yet">
            {isTrained
              ? 'Put the tag on a site: each event that comes in is compared with the prediction before it.'
              : 'Import a file and train, or send events as they happen.'}
          </Empty>
        )
      }}
    </AnswerOf>
  )
}
