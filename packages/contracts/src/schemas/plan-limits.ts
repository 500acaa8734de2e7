import { type Static, Type } from 'typebox'
import { Whole } from './text.ts'

const atLeastOne = (description: string) => Whole(description, { minimum: 1 })

/** What a plan allows a tenant. */
export const PlanLimits = Type.Object(
  {
    requestsPerMinute: atLeastOne('Requests of the tenant; a call that costs more counts as several'),
    keyRequestsPerMinute: atLeastOne('Requests with one API key of the tenant'),
    userRequestsPerMinute: atLeastOne('Requests that name one userId'),
    userRequestsPer10Seconds: atLeastOne('The same in a burst'),
    expensivePerMinute: atLeastOne('Requests that start long work'),
    learningPerMinute: atLeastOne('Requests for learning metrics'),
    concurrentRequests: atLeastOne('Requests of the tenant that one gateway answers at a time'),
    streams: atLeastOne('Streams of the tenant that one gateway holds'),
    keyStreams: atLeastOne('Streams with one API key that one gateway holds'),
    waitingRuns: atLeastOne('Runs of a kind that may wait while one works, as far as the kind allows it'),
    schedules: atLeastOne('Schedules of runs'),
    concurrentRuns: atLeastOne('Runs of the tenant at work at a time, all kinds together; others wait'),
    eventsPerDay: atLeastOne('Events that are stored within a day (UTC); imports do not count'),
    items: atLeastOne('Items that are stored'),
    storageBytes: atLeastOne('Bytes that items, events, receipts, feedback and models occupy in Postgres'),
    residentBytes: atLeastOne('Bytes that models and indexes occupy in the memory of all processes'),
  },
  { additionalProperties: false },
)
export type PlanLimits = Static<typeof PlanLimits>
