import { useParam } from '../../data/use-param.ts'
import { useView } from '../../data/use-view.ts'
import { Tabs } from '../../ui/tabs.tsx'
import { OneTrace } from './one-trace.tsx'
import { ServiceMap } from './service-map.tsx'
import { Slowest } from './slowest.tsx'
import { TraceList } from './trace-list.tsx'
import '../../styles/traces.css'

const views = [
  { id: 'search', title: 'Search', show: TraceList },
  { id: 'map', title: 'Service map', show: ServiceMap },
  { id: 'slowest', title: 'Slowest operations', show: Slowest },
]

/** Where the time of requests went. */
export default function Traces() {
  const [trace] = useParam('trace')
  const view = useView(views)
  const Shown = views.find(({ id }) => id === view)?.show
  return (
    <div className="page">
      <Tabs label="Traces" tabs={views} shown={view} />
      {trace && <OneTrace id={trace} />}
      {Shown && <Shown />}
    </div>
  )
}
