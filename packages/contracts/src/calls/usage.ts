import { defineCall } from '../call.ts'
import { UsageReport } from '../schemas/usage.ts'

export const getUsage = defineCall({
  id: 'getUsage',
  method: 'GET',
  path: '/usage',
  summary: 'Get what the tenant used',
  description: `Returns the requests and the stored events of the tenant by hour and by day, and how far the quotas of
its plan are used up.

- All gateways are counted. What they counted appears here within 10 seconds.
- A request counts as soon as it is answered, whatever the answer. Requests with a key that is not valid do not count.
- \`events\` are those that \`POST /events\` stored: no duplicates, none that were rejected or ignored, and no imports.
- Once a quota is used up, what it counts is refused with 429 \`quota_exceeded\` until \`resetsAt\`. The request that
  crosses the limit is still executed whole.`,
  service: 'maintenance',
  scope: 'learning:read',
  priority: 'background',
  idempotent: true,
  answers: { 200: UsageReport },
})
