import { type Static, Type } from 'typebox'
import { meters, planNames } from '../plans.ts'
import { Time } from './text.ts'

/** The first is used up by a time; the others say what a tenant has. */
const quotaNames = ['eventsPerDay', ...meters] as const

const counts = {
  requests: Type.Integer({ description: 'Requests that were answered' }),
  errors: Type.Integer({ description: 'Those that failed by a fault of Inkling' }),
  events: Type.Integer({ description: 'Events that were stored' }),
}

const Day = Type.Object({ startedAt: Time('When the day began (UTC)'), ...counts })

const most = (of: string) => Type.Integer({ description: `The most ${of} that were measured within the hour` })

const Hour = Type.Object({
  startedAt: Time('When the hour began (UTC)'),
  ...counts,
  items: most('items'),
  storageBytes: most('bytes in Postgres'),
  residentBytes: most('bytes in the memory of processes'),
  streams: most('streams of one gateway'),
  concurrentRuns: most('runs at work'),
})

const Quota = Type.Object({
  name: Type.Enum(quotaNames),
  limit: Type.Integer({ description: 'What the plan allows' }),
  used: Type.Integer({ description: 'What is used up' }),
  share: Type.Number({ description: 'used divided by limit' }),
  isNear: Type.Boolean({ description: 'Whether 80 % or more are used up' }),
  resetsAt: Type.Optional(Time('When it begins at zero again; absent for what the tenant has at a time')),
})

export const UsageReport = Type.Object(
  {
    plan: Type.Enum(planNames),
    quotas: Type.Array(Quota),
    hours: Type.Array(Hour, {
      description: 'The last 48 hours, the oldest first; none without a request or a measurement',
    }),
    days: Type.Array(Day, { description: 'The last 31 days, the oldest first; none without a request' }),
  },
  { description: 'What the tenant used' },
)
export type UsageReport = Static<typeof UsageReport>
