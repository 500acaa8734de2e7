import { type Plan, type PlanLimits, quotaWarnFrom } from '@inkling/contracts'
import { limitMetrics } from '@inkling/telemetry'
import type { FastifyBaseLogger } from 'fastify'

const dayMs = 86_400_000

interface Quota {
  readonly name: keyof PlanLimits
  readonly limit: number
  readonly used: number
}

/** Returns a function that warns of each quota of a tenant that is nearly used up, once a day (UTC). */
export function createQuotaWarnings(nowMs: () => number = Date.now, metrics = limitMetrics()) {
  let warned = { on: 0, of: new Set<string>() }
  return (
    log: Pick<FastifyBaseLogger, 'warn'>,
    { tenantId, plan }: { readonly tenantId: string; readonly plan: Plan },
    { name, limit, used }: Quota,
  ): void => {
    if (used < quotaWarnFrom * limit) return
    const today = Math.floor(nowMs() / dayMs)
    if (warned.on !== today) warned = { on: today, of: new Set() }
    const key = `${tenantId} ${name}`
    if (warned.of.has(key)) return
    warned.of.add(key)
    metrics.quotaWarnings.inc({ quota: name })
    log.warn({ tenantId, plan, quota: name, limit, used }, 'quota nearly used up')
  }
}

export type WarnOfQuota = ReturnType<typeof createQuotaWarnings>
