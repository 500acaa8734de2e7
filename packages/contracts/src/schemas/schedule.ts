import { type Static, Type } from 'typebox'
import { ScheduledOptions } from './operation.ts'
import { runKinds } from './run-options.ts'
import { Time } from './text.ts'

const misfirePolicies = ['fireOnce', 'skip'] as const
const states = ['active', 'paused'] as const

const kind = Type.Enum(runKinds, { description: 'The kind of the runs' })
const cron = Type.String({
  format: 'storable-text',
  minLength: 1,
  maxLength: 200,
  examples: ['30 4 * * 1-5'],
  description: `When the runs are submitted: minute, hour, day of the month, month and day of the week, or @hourly,
@daily, @weekly, @monthly or @yearly. If both kinds of day are given, either is enough. Once a minute is the most
often`,
})
const timeZone = Type.String({
  format: 'storable-text',
  minLength: 1,
  maxLength: 64,
  examples: ['Europe/Berlin'],
  description: `The IANA time zone of \`cron\`. The default is UTC. A time that the change to summer time leaves out is
an hour later, and one that comes twice counts once`,
})
const misfirePolicy = Type.Enum(misfirePolicies, {
  description: `What becomes of an occurrence that is late by more than a minute, such as after an outage. fireOnce: one
run for all that were missed. skip: none. The default is fireOnce`,
})

export const NewSchedule = Type.Object(
  {
    kind,
    options: Type.Optional(ScheduledOptions),
    cron,
    timeZone: Type.Optional(timeZone),
    misfirePolicy: Type.Optional(misfirePolicy),
  },
  { additionalProperties: false },
)
export type NewSchedule = Static<typeof NewSchedule>

export const SchedulePatch = Type.Object(
  { state: Type.Enum(states, { description: 'While it is paused, no run is submitted. What is missed is skipped' }) },
  { additionalProperties: false },
)
export type SchedulePatch = Static<typeof SchedulePatch>

const timeOrNull = (description: string) => Type.Union([Time(), Type.Null()], { description })
const textOrNull = (description: string) => Type.Union([Type.String(), Type.Null()], { description })

export const Schedule = Type.Object(
  {
    id: Type.String(),
    kind: Type.String({ examples: ['train'] }),
    options: Type.Record(Type.String(), Type.Unknown(), { description: 'The options, with defaults filled in' }),
    cron: Type.String(),
    timeZone: Type.String(),
    misfirePolicy: Type.Enum(misfirePolicies),
    state: Type.Enum(states),
    nextAt: timeOrNull('The planned time of the next occurrence; null while it is paused'),
    lastAt: timeOrNull('The planned time of the last occurrence; null before the first'),
    lastRunId: textOrNull('The operation that it submitted; null if it submitted none'),
    lastError: textOrNull('Why it submitted none; null if it did'),
    createdAt: Time(),
  },
  { description: 'A schedule of runs' },
)
export type Schedule = Static<typeof Schedule>
