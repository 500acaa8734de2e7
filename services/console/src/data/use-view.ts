import type { Tab } from '../ui/tabs.tsx'
import { useParam } from './use-param.ts'

/** Which of the views the link names; the first unless it names one. */
export function useView(tabs: readonly Tab[]): string {
  const [view] = useParam('view')
  return tabs.some(({ id }) => id === view) ? view : (tabs[0]?.id ?? '')
}
