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

/** One look answers: is it well, and if not, what is wrong? Each part is drawn again by its own answers alone. */
export const Installation = () => (
  <div className="page">
    <Now />
    <Rates />
    <div className="columns">
      <div className="column">
        <Alerts />
        <Errors />
        <RecentChanges />
      </div>
      <div className="column">
        <Working />
        <Waiting />
        <Promised />
      </div>
    </div>
  </div>
)

const useHealth = () => useCall('getHealth', undefined, { every: live.fast })
const useAlerts = () => useCall('listAlerts', undefined, { every: live.normal })
const useErrors = () => useCall('listErrors', newestErrors, { every: live.normal })

function Now() {
  const health = useHealth()
  const { data: alerts } = useAlerts()
  return (
    <AnswerOf query={health} loading={<Asking />}>
      {(report) => <Verdict health={report} alerts={alerts?.data ?? []} />}
    </AnswerOf>
  )
}

function Rates() {
  const { data: health } = useHealth()
  const { rates, error } = useLiveRates()
  return <LiveStats rates={rates} pressure={health?.load.pressure} level={health?.load.level} error={error} />
}

const Alerts = () => (
  <Panel title="Alerts" note="One for each cause">
    <AnswerOf query={useAlerts()}>{({ data }) => <AlertList alerts={data} />}</AnswerOf>
  </Panel>
)

const Errors = () => (
  <Panel title="Errors" note="The newest that are not resolved">
    <AnswerOf query={useErrors()}>{({ data }) => <NewestErrors errors={data} />}</AnswerOf>
  </Panel>
)

function RecentChanges() {
  const traffic = useCall('getTraffic', undefined, { every: live.fast })
  const { data: alerts } = useAlerts()
  const { data: errors } = useErrors()
  return (
    <Panel title="Recent changes" note="Starts of processes, alerts, new errors, runs and weights">
      <AnswerOf query={traffic}>
        {({ starts }) => <Changes starts={starts} alerts={alerts?.data ?? none} errors={errors?.data ?? none} />}
      </AnswerOf>
    </Panel>
  )
}

const none: readonly never[] = []

function Working() {
  const resilience = useCall('getResilience', undefined, { every: live.normal })
  const { data: health } = useHealth()
  return (
    <Panel title="Processes" note="How hard each works, and the circuits that are not closed">
      <AnswerOf query={resilience}>{(report) => <Processes report={report} services={health?.services} />}</AnswerOf>
    </Panel>
  )
}

const Waiting = () => (
  <Panel title="Queues" note="Runs that wait or work">
    <AnswerOf query={useCall('listQueues', undefined, { every: live.normal })}>
      {(report) => <Queues report={report} />}
    </AnswerOf>
  </Panel>
)

const Promised = () => (
  <Panel title="Objectives" note="The error budget that is left">
    <AnswerOf query={useCall('getSla', undefined, { every: live.slow })}>
      {({ objectives }) => <Objectives objectives={objectives} />}
    </AnswerOf>
  </Panel>
)
