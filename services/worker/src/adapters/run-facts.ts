import { type RunKind, snapshotKinds } from '@inkling/contracts'
import {
  type ActiveTenant,
  activeTenants,
  type Database,
  hasEventsSince,
  hasFeedbackAfter,
  hasItemsSince,
  readRunActivity,
  readSnapshotAge,
  type TenantDatabase,
} from '@inkling/database'
import type { RunFacts } from '../domain/due-tenants.ts'

/** The kinds of run that are started when they are due. */
export type DueKind = Extract<RunKind, 'train' | 'reindex'>

interface News {
  /** Whether enough has changed since the newest snapshot. */
  has(tenant: TenantDatabase): Promise<boolean>
  /** The time from which a tenant without a run waits for its first. */
  waitsSinceMs(tenant: ActiveTenant): number
}

/** A model learns nothing from fewer events. */
const leastNewEvents = 100

const newsFor: Readonly<Record<DueKind, News>> = {
  // A new tenant is watched for a while before its first model is trained.
  train: { has: hasNewEvents, waitsSinceMs: ({ createdMs }) => createdMs },
  // Items are made searchable by meaning at once.
  reindex: { has: hasNewSearch, waitsSinceMs: () => 0 },
}

/** For every active tenant, what decides whether it is due for a run of the kind. */
export async function* readRunFacts(database: Database, kind: DueKind): AsyncGenerator<RunFacts> {
  const { has, waitsSinceMs } = newsFor[kind]
  for await (const tenant of activeTenants(database)) {
    const handle = database.background(tenant.id)
    const { lastMs = waitsSinceMs(tenant), isActive } = await readRunActivity(handle, kind)
    yield { tenantId: tenant.id, lastMs, hasNews: await has(handle), isActive }
  }
}

async function hasNewEvents(tenant: TenantDatabase): Promise<boolean> {
  const newest = await readSnapshotAge(tenant, snapshotKinds.nextItem)
  return hasEventsSince(tenant, newest?.horizon ?? 0n, leastNewEvents)
}

/** Without a snapshot, whether there is an item at all; else whether items, events or feedback came after it. */
async function hasNewSearch(tenant: TenantDatabase): Promise<boolean> {
  const newest = await readSnapshotAge(tenant, snapshotKinds.search)
  if (!newest) return hasItemsSince(tenant, 0n)
  return (
    (await hasItemsSince(tenant, newest.horizon)) ||
    (await hasEventsSince(tenant, newest.horizon, 1)) ||
    (await hasFeedbackAfter(tenant, newest.createdAt))
  )
}
