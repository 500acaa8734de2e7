import { type Static, Type } from 'typebox'
import { planNames } from '../plans.ts'
import { Time } from './text.ts'

/** The quotas of a plan that a time uses up. */
const quotaNames = ['eventsPerDay'] as const

const Period = Type.Object({
  startedAt: Time('When the hour or the day began (UTC)'),
  requests: Type.Integer({ description: 'Requests that were answered' }),
  errors: Type.Integer({ description: 'Those that failed by a fault of Inkling' }),
  events: Type.Integer({ description: 'Events that were stored' }),
})

const Quota = Type.Object({
  name: Type.Enum(quotaNames),
  limit: Type.Integer({ description: 'What the plan allows' }),
  used: Type.Integer({ description: 'What is used up' }),
  share: Type.Number({ description: 'used divided by limit' }),
  isNear: Type.Boolean({ description: 'Whether 80 % or more are used up' }),
  resetsAt: Time('When it begins at zero again'),
})

export const UsageReport = Type.Object(
  {
    plan: Type.Enum(planNames),
    quotas: Type.Array(Quota),
    hours: Type.Array(Period, { description: 'The last 48 hours, the oldest first; none without a request' }),
    days: Type.Array(Period, { description: 'The last 31 days, the oldest first; none without a request' }),
  },
  { description: 'What the tenant used' },
)
export type UsageReport = Static<typeof UsageReport>
