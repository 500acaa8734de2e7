import { NotAllowed } from '../../app/not-allowed.tsx'
import { useAllowedView } from '../../data/use-allowed-view.ts'
import { useParam } from '../../data/use-param.ts'
import { Tabs } from '../../ui/tabs.tsx'
import { Backups } from './backups.tsx'
import { DeadLetters } from './dead-letters.tsx'
import { QueueTable } from './queue-table.tsx'
import { Run } from './run.tsx'
import { Runs } from './runs.tsx'
import { Schedules } from './schedules.tsx'

const views = [
  { id: 'runs', title: 'Runs', scope: 'maintenance:read', show: Runs },
  { id: 'schedules', title: 'Schedules', scope: 'maintenance:read', show: Schedules },
  { id: 'dead-letters', title: 'Dead letters', scope: 'maintenance:read', show: DeadLetters },
  { id: 'queues', title: 'Queues', scope: 'ops:read', show: QueueTable },
  { id: 'backups', title: 'Backups', scope: 'ops:read', show: Backups },
]

/** The work that is done in the background. */
export default function Jobs() {
  const [run] = useParam('run')
  const { tabs, view, lacking } = useAllowedView(views)
  const Shown = tabs.find(({ id }) => id === view)?.show
  return (
    <div className="page">
      <Tabs label="Jobs" tabs={tabs} shown={view} />
      {run && <Run id={run} />}
      {lacking && <NotAllowed scopes={[lacking]} what="view" />}
      {Shown && <Shown />}
    </div>
  )
}
