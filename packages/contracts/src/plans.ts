/** Requests per minute that a plan allows a tenant. */
export const plans = {
  starter: { requestsPerMinute: 1_000 },
  growth: { requestsPerMinute: 30_000 },
  scale: { requestsPerMinute: 1_000_000 },
} as const

export type Plan = keyof typeof plans

export const planNames = Object.keys(plans) as Plan[]
