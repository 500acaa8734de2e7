import { type ComponentType, lazy } from 'react'
import { type PageId, pages } from './pages.ts'

type Load = () => Promise<{ readonly default: ComponentType }>

const loads: Record<PageId, Load> = {
  overview: () => import('../pages/overview/overview.tsx'),
  start: () => import('../pages/start/start.tsx'),
  playground: () => import('../pages/playground/playground.tsx'),
  jobs: () => import('../pages/jobs/jobs.tsx'),
  traces: () => import('../pages/traces/traces.tsx'),
  learning: () => import('../pages/learning/learning.tsx'),
  search: () => import('../pages/search/search.tsx'),
  operations: () => import('../pages/operations/operations.tsx'),
  tenants: () => import('../pages/tenants/tenants.tsx'),
}

/** Loads the code of a page before it is needed; what fails then fails again, and is said, when it is needed. */
export const preload = (id: PageId): void => void loads[id]().catch(() => undefined)

/** The pages, each loaded when it is first shown. */
export const pageViews: ReadonlyMap<PageId, ComponentType> = new Map(pages.map(({ id }) => [id, lazy(loads[id])]))
