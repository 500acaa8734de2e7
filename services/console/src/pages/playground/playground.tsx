import { NotAllowed } from '../../app/not-allowed.tsx'
import { useAllowedView } from '../../data/use-allowed-view.ts'
import { Tabs } from '../../ui/tabs.tsx'
import { ViewOf } from '../../ui/view-of.tsx'
import { viewsOnDemand } from '../../ui/views-on-demand.ts'
import { Predictions } from './predictions.tsx'
import { Searches } from './searches.tsx'
import { Suggestions } from './suggestions.tsx'

const { view: later, warm } = viewsOnDemand(() => import('./other-views.ts'))

const views = [
  { id: 'predictions', title: 'Predictions', scope: 'predictions:read', show: Predictions },
  { id: 'suggestions', title: 'Suggestions', scope: 'suggestions:read', show: Suggestions },
  { id: 'search', title: 'Search', scope: 'search:read', show: Searches },
  { id: 'what-if', title: 'What if', scope: 'learning:read', show: later('WhatIf') },
  { id: 'receipt', title: 'Receipts', scope: 'learning:read', show: later('Receipt') },
]

/** Asks as any user or session, and shows why an answer is as it is. */
export default function Playground() {
  const { tabs, view, lacking } = useAllowedView(views)
  return (
    <div className="page">
      <Tabs label="What to try" tabs={tabs} shown={view} onNear={warm} />
      {lacking ? <NotAllowed scopes={[lacking]} what="view" /> : <ViewOf views={tabs} shown={view} />}
    </div>
  )
}
