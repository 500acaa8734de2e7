import { useEffect, useState } from 'react'
import { count, percent } from '../../data/format.ts'
import { allows, useSession } from '../../data/session.ts'
import { ask, live, useAction, useCall } from '../../data/use-call.ts'
import { Badge } from '../../ui/badge.tsx'
import { Empty } from '../../ui/empty.tsx'
import { FaultNote } from '../../ui/fault-note.tsx'
import { AnswerOf, Panel } from '../../ui/panel.tsx'
import { Stat } from '../../ui/stat.tsx'
import { TrainingReport } from './training-report.tsx'

/** How good predictions are on this data: of live events, and of a training on all of them. */
export function Accuracy({ imported }: { readonly imported: number }) {
  const { data: session } = useSession()
  const metrics = useCall('getLearningMetrics', { query: { window: '30d' } }, { every: live.slow })
  const train = useAction('createRun', ['listRuns'])
  const [runId, setRunId] = useState('')
  const run = useCall(
    'getOperation',
    { params: { id: runId } },
    { every: runId ? live.fast : 0, enabled: runId !== '' },
  )
  const state = run.data?.state
  // An import is old history: it teaches at the next training.
  useEffect(() => {
    if (imported > 0)
      void ask('createRun', { body: { kind: 'train' } }).then(
        ({ id }) => setRunId(id),
        () => undefined,
      )
  }, [imported])
  return (
    <Panel
      title="Accuracy"
      note="Each event is compared with the prediction before it; a training is tested on the newest sessions"
      actions={
        allows(session, ['maintenance:write']) && (
          <button
            type="button"
            className="button"
            disabled={state === 'queued' || state === 'running'}
            onClick={() => train.mutate({ body: { kind: 'train' } }, { onSuccess: ({ id }) => setRunId(id) })}
          >
            Train now
          </button>
        )
      }
    >
      {train.error && <FaultNote error={train.error} />}
      {run.data && (
        <p className="row-line small">
          <Badge>{run.data.state}</Badge> training, {percent(run.data.progress, 0)} done
          {run.data.error && `: ${run.data.error}`}
        </p>
      )}
      {run.data?.result && <TrainingReport result={run.data.result} />}
      <AnswerOf query={metrics}>
        {({ models }) => {
          const blend = models.find(({ model }) => model === 'blend')
          return blend?.cases ? (
            <div className="stats">
              <Stat
                label="Hit rate at 1"
                value={percent(blend.hitRateAt1)}
                note={`${count(blend.cases)} live events`}
              />
              <Stat label="Hit rate at 5" value={percent(blend.hitRateAt5)} />
              <Stat label="Hit rate at 20" value={percent(blend.hitRateAt20)} />
            </div>
          ) : (
            <Empty title="No live event was compared yet">
              {run.data?.result
                ? 'Put the tag on a site: each event that comes in is compared with the prediction before it.'
                : 'Import a file and train, or send events as they happen.'}
            </Empty>
          )
        }}
      </AnswerOf>
    </Panel>
  )
}
