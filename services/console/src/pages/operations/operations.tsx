import { useView } from '../../data/use-view.ts'
import { Tabs } from '../../ui/tabs.tsx'
import { Alerts } from './alerts.tsx'
import { Audit } from './audit.tsx'
import { Caches } from './caches.tsx'
import { Circuits } from './circuits.tsx'
import { DatabaseView } from './database.tsx'
import { Errors } from './errors.tsx'
import { Levels } from './levels.tsx'
import { ServiceLevels } from './service-levels.tsx'

const views = [
  { id: 'alerts', title: 'Alerts', show: Alerts },
  { id: 'objectives', title: 'Objectives', show: ServiceLevels },
  { id: 'errors', title: 'Errors', show: Errors },
  { id: 'circuits', title: 'Circuits', show: Circuits },
  { id: 'caches', title: 'Caches', show: Caches },
  { id: 'database', title: 'Postgres', show: DatabaseView },
  { id: 'audit', title: 'Audit log', show: Audit },
  { id: 'levels', title: 'Levels and faults', show: Levels },
]

/** What engineers on call look at, and set. */
export default function Operations() {
  const view = useView(views)
  const Shown = views.find(({ id }) => id === view)?.show
  return (
    <div className="page">
      <Tabs label="Operations" tabs={views} shown={view} />
      {Shown && <Shown />}
    </div>
  )
}
