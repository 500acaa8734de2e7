import {
  Activity,
  Building2,
  FlaskConical,
  Gauge,
  KeyRound,
  ListChecks,
  Rocket,
  Search,
  TrendingUp,
  Waypoints,
} from 'lucide-react'

export interface PageFacts {
  /** Its name in metrics. */
  readonly id: string
  readonly path: string
  readonly title: string
  /** What it is for, in a few words. */
  readonly about: string
  readonly icon: typeof Gauge
  /** A key needs one of them. */
  readonly scopes: readonly string[]
}

export const pages = [
  {
    id: 'overview',
    path: '/',
    title: 'Overview',
    about: 'Is it well, and if not, what is wrong?',
    icon: Gauge,
    scopes: ['ops:read', 'learning:read'],
  },
  {
    id: 'start',
    path: '/start',
    title: 'Start here',
    about: 'Bring your data, and get the first prediction',
    icon: Rocket,
    scopes: ['events:write', 'items:write'],
  },
  {
    id: 'playground',
    path: '/playground',
    title: 'Playground',
    about: 'Try predictions, suggestions and search',
    icon: FlaskConical,
    scopes: ['predictions:read', 'suggestions:read', 'search:read'],
  },
  {
    id: 'jobs',
    path: '/jobs',
    title: 'Jobs',
    about: 'Runs, schedules, dead letters and backups',
    icon: ListChecks,
    scopes: ['maintenance:read'],
  },
  {
    id: 'traces',
    path: '/traces',
    title: 'Traces',
    about: 'Where the time of a request went',
    icon: Waypoints,
    scopes: ['ops:read'],
  },
  {
    id: 'learning',
    path: '/learning',
    title: 'Learning',
    about: 'How good the answers are, and what was learned',
    icon: TrendingUp,
    scopes: ['learning:read'],
  },
  {
    id: 'search',
    path: '/search',
    title: 'Search settings',
    about: 'Pins, blocks, synonyms and queries in vain',
    icon: Search,
    scopes: ['search:read'],
  },
  {
    id: 'operations',
    path: '/operations',
    title: 'Operations',
    about: 'Alerts, objectives, errors, circuits and Postgres',
    icon: Activity,
    scopes: ['ops:read'],
  },
  {
    id: 'keys',
    path: '/keys',
    title: 'API keys',
    about: 'Who may call for your tenant, and until when',
    icon: KeyRound,
    scopes: ['keys:read'],
  },
  {
    id: 'tenants',
    path: '/tenants',
    title: 'Tenants',
    about: 'Plans, keys, suspension and erasure',
    icon: Building2,
    scopes: ['admin'],
  },
] as const satisfies readonly PageFacts[]

export type Page = (typeof pages)[number]
export type PageId = Page['id']

/** The page to begin with for a key of these scopes: the overview if it may see it; undefined if it may see none. */
export const firstPageOf = (scopes: readonly string[]): Page | undefined =>
  pages.find((page) => page.scopes.some((scope) => scopes.includes(scope)))

/** The page of a path below `/console`; undefined if there is none. */
export const pageAt = (path: string): Page | undefined =>
  pages.find((page) => page.path === (path.replace(/\/+$/, '') || '/'))
