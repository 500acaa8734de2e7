/**
 * The requests per minute that each plan allows a tenant. `expensivePerMinute` and `learningPerMinute` hold for the
 * calls that name that limit; these calls also count as requests.
 */
export const plans = {
  starter: { requestsPerMinute: 1_000, expensivePerMinute: 20, learningPerMinute: 10 },
  growth: { requestsPerMinute: 30_000, expensivePerMinute: 200, learningPerMinute: 100 },
  scale: { requestsPerMinute: 1_000_000, expensivePerMinute: 2_000, learningPerMinute: 1_000 },
} as const

export type Plan = keyof typeof plans

export const planNames = Object.keys(plans) as Plan[]
