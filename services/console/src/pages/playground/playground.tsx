import { allows, useSession } from '../../data/session.ts'
import { useView } from '../../data/use-view.ts'
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
  const { data: session } = useSession()
  const tabs = views.filter(({ scope }) => allows(session, [scope]))
  const view = useView(tabs)
  return (
    <div className="page">
      <Tabs label="What to try" tabs={tabs} shown={view} onNear={warm} />
      <ViewOf views={tabs} shown={view} />
    </div>
  )
}
