import { live, useCall } from '../../data/use-call.ts'
import { useLiveRates } from '../../data/use-live-rates.ts'
import { newestErrors } from '../../first/calls.ts'
import { AnswerOf, Panel } from '../../ui/panel.tsx'
import { AlertList } from './alert-list.tsx'
import { Changes } from './changes.tsx'
import { LiveStats } from './live-stats.tsx'
import { NewestErrors } from './newest-errors.tsx'
import { Objectives } from './objectives.tsx'
import { Processes } from './processes.tsx'
import { Queues } from './queues.tsx'
import { Asking, Verdict } from './verdict.tsx'

/** One look answers: is it well, and if not, what is wrong? */
export function Installation() {
  const health = useCall('getHealth', undefined, { every: live.fast })
  const alerts = useCall('listAlerts', undefined, { every: live.normal })
  const sla = useCall('getSla', undefined, { every: live.slow })
  const resilience = useCall('getResilience', undefined, { every: live.normal })
  const queues = useCall('listQueues', undefined, { every: live.normal })
  const errors = useCall('listErrors', newestErrors, { every: live.normal })
  const { metrics, rates } = useLiveRates()
  return (
    <div className="page">
      <AnswerOf query={health} loading={<Asking />}>
        {(report) => <Verdict health={report} alerts={alerts.data?.data ?? []} />}
      </AnswerOf>
      <LiveStats
        rates={rates}
        pressure={health.data?.load.pressure}
        level={health.data?.load.level}
        error={metrics.error}
      />
      <div className="columns">
        <div className="column">
          <Panel title="Alerts" note="One for each cause">
            <AnswerOf query={alerts}>{({ data }) => <AlertList alerts={data} />}</AnswerOf>
          </Panel>
          <Panel title="Errors" note="The newest that are not resolved">
            <AnswerOf query={errors}>{({ data }) => <NewestErrors errors={data} />}</AnswerOf>
          </Panel>
          <Panel title="Recent changes" note="Starts of processes, alerts, new errors, runs and weights">
            <AnswerOf query={metrics}>
              {(report) => (
                <Changes metrics={report} alerts={alerts.data?.data ?? []} errors={errors.data?.data ?? []} />
              )}
            </AnswerOf>
          </Panel>
        </div>
        <div className="column">
          <Panel title="Processes" note="How hard each works, and the circuits that are not closed">
            <AnswerOf query={resilience}>
              {(report) => <Processes report={report} services={health.data?.services} />}
            </AnswerOf>
          </Panel>
          <Panel title="Queues" note="Runs that wait or work">
            <AnswerOf query={queues}>{(report) => <Queues report={report} />}</AnswerOf>
          </Panel>
          <Panel title="Objectives" note="The error budget that is left">
            <AnswerOf query={sla}>{({ objectives }) => <Objectives objectives={objectives} />}</AnswerOf>
          </Panel>
        </div>
      </div>
    </div>
  )
}
