import { useView } from '../../data/use-view.ts'
import { Tabs } from '../../ui/tabs.tsx'
import { Queries } from './queries.tsx'
import { Settings } from './settings.tsx'

const views = [
  { id: 'queries', title: 'Queries', show: Queries },
  { id: 'settings', title: 'Settings', show: Settings },
]

/** What people search for, and how searches are answered. */
export default function Search() {
  const view = useView(views)
  const Shown = views.find(({ id }) => id === view)?.show
  return (
    <div className="page">
      <Tabs label="Search" tabs={views} shown={view} />
      {Shown && <Shown />}
    </div>
  )
}
