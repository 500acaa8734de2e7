import { type Plan, type Plans, planNames, type UsageReport } from '@inkling/contracts'
import { type Database, readTenant, readUsagePeriods, type UsagePeriod } from '@inkling/database'
import type { Caller } from '@inkling/service-kit'
import { planLimits } from './limits-of-tenant.ts'

const listed = { hours: 48, days: 31 }
/** From this share of a quota on, its tenant is warned. */
const nearFrom = 0.8
const dayMs = 86_400_000

/** Returns what reads what the tenant of the caller used, from what the gateways counted. */
export const createReadUsage =
  (database: Database, plans: Plans, nowMs: () => number = Date.now) =>
  async (caller: Caller): Promise<UsageReport> => {
    const tenant = database.of(caller)
    const { plan } = await readTenant(tenant)
    const hours = await readUsagePeriods(tenant, 'hour', listed.hours)
    const days = await readUsagePeriods(tenant, 'day', listed.days)
    const todayMs = Math.floor(nowMs() / dayMs) * dayMs
    const used = days.find(({ startedAt }) => startedAt.getTime() === todayMs)?.events ?? 0
    const limit = planLimits(plans, plan).eventsPerDay
    const share = used / limit
    const resetsAt = new Date(todayMs + dayMs).toISOString()
    return {
      plan: planNames.includes(plan as Plan) ? (plan as Plan) : 'starter',
      quotas: [{ name: 'eventsPerDay', limit, used, share, isNear: share >= nearFrom, resetsAt }],
      hours: hours.map(asPeriod),
      days: days.map(asPeriod),
    }
  }

const asPeriod = ({ startedAt, ...counts }: UsagePeriod) => ({ startedAt: startedAt.toISOString(), ...counts })
