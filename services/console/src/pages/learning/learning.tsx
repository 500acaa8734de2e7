import { useView } from '../../data/use-view.ts'
import { Tabs } from '../../ui/tabs.tsx'
import { Experiments } from './experiments.tsx'
import { League } from './league.tsx'
import { Patterns } from './patterns.tsx'
import { Prefetch } from './prefetch.tsx'
import { Quality } from './quality.tsx'
import { Trainings } from './trainings.tsx'
import { Weights } from './weights.tsx'

const views = [
  { id: 'quality', title: 'Quality', show: Quality },
  { id: 'prefetch', title: 'Prefetch', show: Prefetch },
  { id: 'trainings', title: 'Trainings', show: Trainings },
  { id: 'weights', title: 'Weights', show: Weights },
  { id: 'experiments', title: 'Experiments', show: Experiments },
  { id: 'league', title: 'League', show: League },
  { id: 'patterns', title: 'Patterns', show: Patterns },
]

/** How good the answers are, and what was learned. */
export default function Learning() {
  const view = useView(views)
  const Shown = views.find(({ id }) => id === view)?.show
  return (
    <div className="page">
      <Tabs label="Learning" tabs={views} shown={view} />
      {Shown && <Shown />}
    </div>
  )
}
