import { type ComponentType, lazy } from 'react'
import { NotFound } from './not-found.tsx'
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
  keys: () => import('../pages/keys/keys.tsx'),
  tenants: () => import('../pages/tenants/tenants.tsx'),
}

const loaded = new Map<PageId, ComponentType>()
const onDemand = new Map<PageId, ComponentType>(pages.map(({ id }) => [id, lazy(loads[id])]))

/** Loads the code of a page before it is needed; what fails then fails again, and is said, when it is needed. */
export const preload = (id: PageId): Promise<unknown> =>
  loads[id]().then(
    ({ default: view }) => loaded.set(id, view),
    () => undefined,
  )

/** A page; its code is loaded when it is first shown, unless it is there already. */
export const viewOf = (id: PageId): ComponentType => loaded.get(id) ?? onDemand.get(id) ?? NotFound
