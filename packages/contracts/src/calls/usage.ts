import { defineCall } from '../call.ts'
import { measuredEverySeconds } from '../plans.ts'
import { UsageReport } from '../schemas/usage.ts'

export const getUsage = defineCall({
  id: 'getUsage',
  method: 'GET',
  path: '/usage',
  summary: 'Get what the tenant used',
  description: `Returns the requests and the stored events of the tenant by hour and by day, what it had in each hour,
and how far the quotas of its plan are used up.

- All gateways are counted. What they counted appears here within 10 seconds.
- A request counts as soon as it is answered, whatever the answer. Requests with a key that is not valid do not count.
- \`events\` are those that \`POST /events\` stored: no duplicates, none that were rejected or ignored, and no imports.
- Once \`eventsPerDay\` is used up, events are refused with 429 \`quota_exceeded\` until \`resetsAt\`. The request that
  crosses the limit is still executed whole.
- Items and stored bytes are counted every ${measuredEverySeconds.stored / 60} minutes. What processes hold in memory,
  streams and runs are measured every ${measuredEverySeconds.held} seconds. While a plan allows no more items or bytes,
  new items and events are refused with 429 \`quota_exceeded\`, until a measurement finds less; deleting is possible.
- \`streams\` counts those of the gateway that has the most; a stream beyond the limit is refused. Runs beyond
  \`concurrentRuns\` wait.`,
  service: 'maintenance',
  scope: 'learning:read',
  priority: 'background',
  idempotent: true,
  answers: { 200: UsageReport },
})
