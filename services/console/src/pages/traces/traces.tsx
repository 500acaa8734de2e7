import { lazy, Suspense } from 'react'
import { useParam } from '../../data/use-param.ts'
import { useView } from '../../data/use-view.ts'
import { Tabs } from '../../ui/tabs.tsx'
import { ViewOf } from '../../ui/view-of.tsx'
import { viewsOnDemand } from '../../ui/views-on-demand.ts'
import { TraceList } from './trace-list.tsx'
import '../../styles/traces.css'

const { view: later, warm } = viewsOnDemand(() => import('./other-views.ts'))
const OneTrace = lazy(() => import('./one-trace.tsx'))

const views = [
  { id: 'search', title: 'Search', show: TraceList },
  { id: 'map', title: 'Service map', show: later('ServiceMap') },
  { id: 'slowest', title: 'Slowest operations', show: later('Slowest') },
]

/** Where the time of requests went. */
export default function Traces() {
  const [trace] = useParam('trace')
  const view = useView(views)
  return (
    <div className="page">
      <Tabs label="Traces" tabs={views} shown={view} onNear={warm} />
      {trace && (
        <Suspense fallback={<div className="loading" aria-busy="true" />}>
          <OneTrace id={trace} />
        </Suspense>
      )}
      <ViewOf views={views} shown={view} />
    </div>
  )
}
