import type { CallId } from './client.ts'
import { allows, type Session } from './session.ts'

/* The inputs that a page begins with; the page takes them from here, so that both are the same. */
export const newestErrors = { query: { limit: 50 } } as const
/** What comes next for a visitor of whom nothing is known. */
export const anyPrediction = { body: { limit: 10, explain: true } } as const
export const recentRuns = { query: { limit: 200 } } as const
export const allTraces = { query: { limit: 200 } } as const
export const weekOfQuality = { query: { window: '7d' } } as const
export const allTenants = { query: { limit: 200 } } as const

/** By hour if that is not too much to read. */
export const qualityIn = (window: string) => ({
  query: { window, ...(window === '24h' || window === '7d' ? ({ by: 'hour' } as const) : {}) },
})

export const usageWindows = ['5m', '1h', '24h', '30d'] as const
export type UsageWindow = (typeof usageWindows)[number]
export const usageIn = (window: UsageWindow) => ({ query: { window } })

export interface FirstCall {
  readonly id: CallId
  readonly input?: unknown
}

interface FirstCalls {
  readonly scope: string
  readonly calls: readonly FirstCall[]
}

/** What the first view of a page shows, by the path of the page; the first entry that the key may ask for counts. */
const firstCalls: Readonly<Record<string, readonly FirstCalls[]>> = {
  '/': [
    {
      scope: 'ops:read',
      calls: [
        { id: 'getHealth' },
        { id: 'listAlerts' },
        { id: 'getTraffic' },
        { id: 'listErrors', input: newestErrors },
        { id: 'getResilience' },
        { id: 'getSla' },
        { id: 'listQueues' },
      ],
    },
    { scope: 'learning:read', calls: [{ id: 'getLearningMetrics', input: weekOfQuality }] },
  ],
  '/jobs': [{ scope: 'maintenance:read', calls: [{ id: 'listRuns', input: recentRuns }] }],
  '/keys': [{ scope: 'keys:read', calls: [{ id: 'listOwnKeys' }] }],
  '/learning': [{ scope: 'learning:read', calls: [{ id: 'getLearningMetrics', input: qualityIn('7d') }] }],
  '/operations': [{ scope: 'ops:read', calls: [{ id: 'listAlerts' }] }],
  '/playground': [{ scope: 'predictions:read', calls: [{ id: 'predict', input: anyPrediction }] }],
  '/tenants': [
    {
      scope: 'admin',
      calls: [
        { id: 'listTenants', input: allTenants },
        { id: 'listTenantUsage', input: usageIn('1h') },
      ],
    },
  ],
  '/traces': [{ scope: 'ops:read', calls: [{ id: 'listTraces', input: allTraces }] }],
}

export const firstCallsOf = (path: string, session: Session | null): readonly FirstCall[] =>
  firstCalls[path]?.find(({ scope }) => allows(session, [scope]))?.calls ?? []
