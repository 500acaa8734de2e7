import type { SlaReport } from '@inkling/contracts'
import type { PeriodCounts, WindowCounts } from '@inkling/database'
import { type AnswerCounts, burnRateOf, complianceOf, type Slo, slos } from '@inkling/telemetry'

/** What was counted, of one tenant or of all. */
export interface SlaCounts {
  readonly windows: readonly WindowCounts[]
  readonly days: readonly PeriodCounts[]
  readonly months: readonly PeriodCounts[]
}

const minutesPerDay = 1_440
const burnWindows = { '5m': 5, '30m': 30, '1h': 60, '6h': 360, '3d': 4_320 } as const

/** The lengths of the windows that a report needs, in minutes. */
export const windowMinutes: readonly number[] = [
  ...new Set([...Object.values(burnWindows), ...slos.map(({ windowDays }) => windowDays * minutesPerDay)]),
]

export function slaReport({ windows, days, months }: SlaCounts, atMs: number, tenantId?: string): SlaReport {
  return {
    ...(tenantId !== undefined && { tenantId }),
    generatedAt: new Date(atMs).toISOString(),
    objectives: slos.map((slo) => objectiveOf(slo, windows)),
    days: periodsOf(days),
    months: periodsOf(months),
  }
}

function objectiveOf(slo: Slo, windows: readonly WindowCounts[]): SlaReport['objectives'][number] {
  const { name, title, objective, windowDays, withinMs } = slo
  const last = (minutes: number) => windows.filter((counts) => counts.minutes === minutes)
  const burnRate = (minutes: number) => burnRateOf(slo, complianceOf(slo, last(minutes)))
  const counts = countsOf(slo, last(windowDays * minutesPerDay))
  const allowed = counts.total * (1 - objective)
  const used = counts.total - counts.good
  return {
    ...{ name, title, objective, windowDays, ...(withinMs !== undefined && { withinMs }) },
    ...counts,
    budget: { allowed, used, left: counts.total === 0 ? 1 : 1 - used / allowed },
    burnRates: {
      '5m': burnRate(burnWindows['5m']),
      '30m': burnRate(burnWindows['30m']),
      '1h': burnRate(burnWindows['1h']),
      '6h': burnRate(burnWindows['6h']),
      '3d': burnRate(burnWindows['3d']),
    },
  }
}

function periodsOf(counts: readonly PeriodCounts[]): SlaReport['days'] {
  return [...Map.groupBy(counts, ({ period }) => period)].map(([period, own]) => ({
    period,
    objectives: Object.fromEntries(slos.map((slo) => [slo.name, countsOf(slo, own)])),
  }))
}

function countsOf(slo: Slo, counts: readonly AnswerCounts[]) {
  const { total, good, measured } = complianceOf(slo, counts)
  return { total, good, ...(measured !== undefined && { measured }), isMet: (measured ?? 1) >= slo.objective }
}
