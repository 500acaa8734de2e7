import { UnexpectedAnswerError } from '@inkling/client'
import { useQuery } from '@tanstack/react-query'
import { counted, percent, plural } from '../../data/format.ts'
import type { Sla } from '../../data/replies.ts'
import { type Answer, live, useCall } from '../../data/use-call.ts'
import { weekOfQuality } from '../../first/calls.ts'
import { consoleHeaders } from '../../first/client.ts'
import { Empty } from '../../ui/empty.tsx'
import { Link } from '../../ui/link.tsx'
import { AnswerOf, Panel } from '../../ui/panel.tsx'
import { Stat } from '../../ui/stat.tsx'
import { Objectives } from './objectives.tsx'
import { OwnRuns } from './own-runs.tsx'

/** What a tenant may know: its own requests, the quality of its answers and its runs. */
export function OwnTenant() {
  const sla = useQuery({ queryKey: ['sla'], queryFn: readOwnSla, refetchInterval: live.slow })
  const learning = useCall('getLearningMetrics', weekOfQuality, { every: live.slow })
  return (
    <div className="page">
      <AnswerOf query={learning}>{({ models, feedback }) => <Quality models={models} feedback={feedback} />}</AnswerOf>
      <div className="columns">
        <Panel title="Your requests" note="How well they were answered">
          <AnswerOf query={sla}>{({ objectives }) => <Objectives objectives={objectives} />}</AnswerOf>
        </Panel>
        <OwnRuns />
      </div>
    </div>
  )
}

/** `/sla` answers the tenant of the key, unlike the call of the operators. */
async function readOwnSla(): Promise<Sla> {
  const response = await fetch('/sla', { headers: { ...consoleHeaders, accept: 'application/json' } })
  if (!response.ok) throw new UnexpectedAnswerError('/sla', response.status, undefined)
  return response.json()
}

type Metrics = Answer<'getLearningMetrics'>

function Quality({ models, feedback }: { readonly models: Metrics['models']; readonly feedback: Metrics['feedback'] }) {
  const blend = models.find(({ model }) => model === 'blend')
  if (!blend || blend.cases === 0)
    return (
      <Empty title="No prediction was compared with what came next yet">
        <Link to="/start">Bring your data</Link>, and each event is compared with the prediction before it.
      </Empty>
    )
  return (
    <section className="stats" aria-label="Quality of the last 7 days">
      <Stat
        label="Hit rate at 1"
        value={percent(blend.hitRateAt1)}
        note={`${counted(blend.cases, 'case')} in 7 days`}
      />
      <Stat label="Hit rate at 5" value={percent(blend.hitRateAt5)} />
      <Stat
        label="Hit rate at 20"
        value={percent(blend.hitRateAt20)}
        note={blend.hitRateAt20Interval.map((edge) => percent(edge)).join(' to ')}
      />
      <Stat label="Calibration error" value={percent(blend.calibrationError)} />
      {feedback.map(({ kind, clickThroughRate, receipts }) => (
        <Stat
          key={kind}
          label={`Clicked ${plural(kind)}`}
          value={percent(clickThroughRate)}
          note={`of ${counted(receipts, 'answer')}`}
        />
      ))}
    </section>
  )
}
