import type { PlanLimits } from './schemas/plan-limits.ts'

export const planNames = ['starter', 'growth', 'scale'] as const
export type Plan = (typeof planNames)[number]
export type Plans = Readonly<Record<Plan, PlanLimits>>

/** The limits of each plan, unless an installation sets others. */
export const plans: Plans = {
  starter: {
    requestsPerMinute: 1_000,
    keyRequestsPerMinute: 1_000,
    userRequestsPerMinute: 100,
    userRequestsPer10Seconds: 50,
    expensivePerMinute: 20,
    learningPerMinute: 10,
    concurrentRequests: 50,
    streams: 500,
    keyStreams: 500,
    waitingRuns: 100,
    schedules: 10,
    concurrentRuns: 8,
    eventsPerDay: 1_000_000,
    items: 1_000_000,
    storageBytes: 20_000_000_000,
    residentBytes: 2_000_000_000,
  },
  growth: {
    requestsPerMinute: 30_000,
    keyRequestsPerMinute: 30_000,
    userRequestsPerMinute: 600,
    userRequestsPer10Seconds: 300,
    expensivePerMinute: 200,
    learningPerMinute: 100,
    concurrentRequests: 500,
    streams: 5_000,
    keyStreams: 5_000,
    waitingRuns: 300,
    schedules: 50,
    concurrentRuns: 16,
    eventsPerDay: 20_000_000,
    items: 10_000_000,
    storageBytes: 400_000_000_000,
    residentBytes: 16_000_000_000,
  },
  scale: {
    requestsPerMinute: 1_000_000,
    keyRequestsPerMinute: 1_000_000,
    userRequestsPerMinute: 60_000,
    userRequestsPer10Seconds: 30_000,
    expensivePerMinute: 2_000,
    learningPerMinute: 1_000,
    concurrentRequests: 5_000,
    streams: 100_000,
    keyStreams: 100_000,
    waitingRuns: 1_000,
    schedules: 200,
    concurrentRuns: 64,
    eventsPerDay: 1_000_000_000,
    items: 1_000_000_000,
    storageBytes: 20_000_000_000_000,
    residentBytes: 1_000_000_000_000,
  },
}

/** What a tenant has at a moment, and may have as much of as the limit of the same name says. */
export const meters = ['items', 'storageBytes', 'residentBytes', 'streams', 'concurrentRuns'] as const
export type Meter = (typeof meters)[number]

/** How often items and stored bytes are counted, and how often processes tell what they hold. */
export const measuredEverySeconds = { stored: 300, held: 30 } as const

/** From this share of a quota on, its tenant is warned. */
export const quotaWarnFrom = 0.8

/** How many runs of a kind a tenant may begin in a turn while other tenants wait for theirs. */
export const runWeights: Readonly<Record<Plan, number>> = { starter: 1, growth: 2, scale: 4 }

/** As how many requests a call with a limit of its own counts; every other call is one. */
export const costs = { expensive: 10, learning: 5 } as const
