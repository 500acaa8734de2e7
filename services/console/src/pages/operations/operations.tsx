import { useView } from '../../data/use-view.ts'
import { Tabs } from '../../ui/tabs.tsx'
import { ViewOf } from '../../ui/view-of.tsx'
import { viewsOnDemand } from '../../ui/views-on-demand.ts'
import { Alerts } from './alerts.tsx'
import { Circuits } from './circuits.tsx'
import { Errors } from './errors.tsx'

// What an overview links to is there at once.
const { view: later, warm } = viewsOnDemand(() => import('./other-views.ts'))

const views = [
  { id: 'alerts', title: 'Alerts', show: Alerts },
  { id: 'objectives', title: 'Objectives', show: later('ServiceLevels') },
  { id: 'errors', title: 'Errors', show: Errors },
  { id: 'circuits', title: 'Circuits', show: Circuits },
  { id: 'caches', title: 'Caches', show: later('Caches') },
  { id: 'database', title: 'Postgres', show: later('DatabaseView') },
  { id: 'audit', title: 'Audit log', show: later('Audit') },
  { id: 'levels', title: 'Levels and faults', show: later('Levels') },
]

/** What engineers on call look at, and set. */
export default function Operations() {
  const view = useView(views)
  return (
    <div className="page">
      <Tabs label="Operations" tabs={views} shown={view} onNear={warm} />
      <ViewOf views={views} shown={view} />
    </div>
  )
}
