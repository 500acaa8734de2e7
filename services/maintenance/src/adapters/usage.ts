import { meters, type PlanLimits, type Plans, quotaWarnFrom, type UsageReport } from '@inkling/contracts'
import {
  type Database,
  type MeteredHour,
  readMeteredHours,
  readMeters,
  readTenant,
  readUsagePeriods,
  type TenantDatabase,
  type UsagePeriod,
} from '@inkling/database'
import type { Caller } from '@inkling/service-kit'
import { knownPlan } from './limits-of-tenant.ts'

const listed = { hours: 48, days: 31 }
const dayMs = 86_400_000

type Quota = UsageReport['quotas'][number]

/** Returns what reads what the tenant of the caller used, from what processes counted and measured. */
export const createReadUsage =
  (database: Database, plans: () => Plans, nowMs: () => number = Date.now) =>
  async (caller: Caller): Promise<UsageReport> => {
    const tenant = database.of(caller)
    const plan = knownPlan((await readTenant(tenant)).plan)
    const limits = plans()[plan]
    const days = await readUsagePeriods(tenant, 'day', listed.days)
    return {
      plan,
      quotas: [eventsToday(limits, days, nowMs()), ...(await levels(tenant, limits))],
      hours: hoursOf(
        await readUsagePeriods(tenant, 'hour', listed.hours),
        await readMeteredHours(tenant, listed.hours),
      ),
      days: days.map(({ startedAt, ...counts }) => ({ startedAt: startedAt.toISOString(), ...counts })),
    }
  }

function eventsToday({ eventsPerDay }: PlanLimits, days: readonly UsagePeriod[], nowMs: number): Quota {
  const todayMs = Math.floor(nowMs / dayMs) * dayMs
  const used = days.find(({ startedAt }) => startedAt.getTime() === todayMs)?.events ?? 0
  return { ...quotaOf('eventsPerDay', eventsPerDay, used), resetsAt: new Date(todayMs + dayMs).toISOString() }
}

async function levels(tenant: TenantDatabase, limits: PlanLimits): Promise<Quota[]> {
  const used = await readMeters(tenant)
  return meters.map((meter) => quotaOf(meter, limits[meter], used[meter]))
}

function quotaOf(name: Quota['name'], limit: number, used: number): Quota {
  const share = used / limit
  return { name, limit, used, share, isNear: share >= quotaWarnFrom }
}

const noCounts = { requests: 0, errors: 0, events: 0 }
const noPeaks: MeteredHour['peaks'] = { items: 0, storageBytes: 0, residentBytes: 0, streams: 0, concurrentRuns: 0 }

/** The hours with a request or a measurement, the oldest first. */
function hoursOf(counted: readonly UsagePeriod[], metered: readonly MeteredHour[]): UsageReport['hours'] {
  const countsAt = new Map(counted.map(({ startedAt, ...counts }) => [startedAt.getTime(), counts]))
  const peaksAt = new Map(metered.map(({ startedAt, peaks }) => [startedAt.getTime(), peaks]))
  return [...new Set([...countsAt.keys(), ...peaksAt.keys()])]
    .toSorted((a, b) => a - b)
    .map((ms) => ({
      startedAt: new Date(ms).toISOString(),
      ...(countsAt.get(ms) ?? noCounts),
      ...(peaksAt.get(ms) ?? noPeaks),
    }))
}
