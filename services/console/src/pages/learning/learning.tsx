import { useView } from '../../data/use-view.ts'
import { Tabs } from '../../ui/tabs.tsx'
import { ViewOf } from '../../ui/view-of.tsx'
import { viewsOnDemand } from '../../ui/views-on-demand.ts'
import { Quality } from './quality.tsx'

const { view: later, warm } = viewsOnDemand(() => import('./other-views.ts'))

const views = [
  { id: 'quality', title: 'Quality', show: Quality },
  { id: 'prefetch', title: 'Prefetch', show: later('Prefetch') },
  { id: 'trainings', title: 'Trainings', show: later('Trainings') },
  { id: 'weights', title: 'Weights', show: later('Weights') },
  { id: 'experiments', title: 'Experiments', show: later('Experiments') },
  { id: 'league', title: 'League', show: later('League') },
  { id: 'patterns', title: 'Patterns', show: later('Patterns') },
]

/** How good the answers are, and what was learned. */
export default function Learning() {
  const view = useView(views)
  return (
    <div className="page">
      <Tabs label="Learning" tabs={views} shown={view} onNear={warm} />
      <ViewOf views={views} shown={view} />
    </div>
  )
}
