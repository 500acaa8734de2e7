import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { PageError } from '../ui/page-error.tsx'
import { NotFound } from './not-found.tsx'
import { type PageId, pages } from './pages.ts'
import { Shell } from './shell.tsx'

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound, errorComponent: PageError })

const components: Record<PageId, () => Promise<{ readonly default: () => React.ReactNode }>> = {
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

const routes = pages.map(({ id, path }) =>
  createRoute({
    getParentRoute: () => root,
    path,
    component: lazyRouteComponent(components[id]),
    errorComponent: PageError,
  }),
)

/** Every value in a link is a text. */
export const router = createRouter({
  routeTree: root.addChildren(routes),
  basepath: '/console',
  defaultPreload: 'intent',
  scrollRestoration: true,
  parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
  stringifySearch: (search) => {
    const given = Object.entries(search).filter(([, value]) => value !== undefined && value !== '')
    return given.length === 0 ? '' : `?${new URLSearchParams(given as [string, string][])}`
  },
})
