import type { Tab } from '../ui/tabs.tsx'
import { allows, useSession } from './session.ts'
import { useParam } from './use-param.ts'
import { useView } from './use-view.ts'

interface ScopedTab extends Tab {
  /** What a key needs to see it. */
  readonly scope: string
}

/** The views that the key may see, and the one that is shown; `lacking` is the scope that the link asks for in vain. */
export function useAllowedView<T extends ScopedTab>(views: readonly T[]) {
  const { data: session } = useSession()
  const [named] = useParam('view')
  const tabs = views.filter(({ scope }) => allows(session, [scope]))
  const view = useView(tabs)
  const refused = views.find(({ id }) => id === named && tabs.every((tab) => tab.id !== id))
  return { tabs, view: refused ? refused.id : view, lacking: refused?.scope }
}
