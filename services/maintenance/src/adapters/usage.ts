import { type Plans, quotaWarnFrom, type UsageReport } from '@inkling/contracts'
import { type Database, readTenant, readUsagePeriods, type UsagePeriod } from '@inkling/database'
import type { Caller } from '@inkling/service-kit'
import { knownPlan } from './limits-of-tenant.ts'

const listed = { hours: 48, days: 31 }
const dayMs = 86_400_000

/** Returns what reads what the tenant of the caller used, from what the gateways counted. */
export const createReadUsage =
  (database: Database, plans: () => Plans, nowMs: () => number = Date.now) =>
  async (caller: Caller): Promise<UsageReport> => {
    const tenant = database.of(caller)
    const plan = knownPlan((await readTenant(tenant)).plan)
    const hours = await readUsagePeriods(tenant, 'hour', listed.hours)
    const days = await readUsagePeriods(tenant, 'day', listed.days)
    const todayMs = Math.floor(nowMs() / dayMs) * dayMs
    const used = days.find(({ startedAt }) => startedAt.getTime() === todayMs)?.events ?? 0
    const limit = plans()[plan].eventsPerDay
    const share = used / limit
    const resetsAt = new Date(todayMs + dayMs).toISOString()
    return {
      plan,
      quotas: [{ name: 'eventsPerDay', limit, used, share, isNear: share >= quotaWarnFrom, resetsAt }],
      hours: hours.map(asPeriod),
      days: days.map(asPeriod),
    }
  }

const asPeriod = ({ startedAt, ...counts }: UsagePeriod) => ({ startedAt: startedAt.toISOString(), ...counts })
