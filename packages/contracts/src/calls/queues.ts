import { defineCall } from '../call.ts'
import { QueueReport, QueueState } from '../schemas/queue.ts'

const ofQueues = { service: 'maintenance', path: '/performance/queues', priority: 'critical' } as const

export const listQueues = defineCall({
  ...ofQueues,
  id: 'listQueues',
  method: 'GET',
  summary: 'List the queues of runs and what waits in them',
  description: 'Counts the runs of all tenants.',
  scope: 'ops:read',
  idempotent: true,
  answers: { 200: QueueReport },
})

export const setQueueState = defineCall({
  ...ofQueues,
  id: 'setQueueState',
  method: 'PATCH',
  summary: 'Change a queue or a tenant to open, paused or draining',
  description: `Holds back the runs of one kind, or all runs of one tenant. No run that waits is lost. The change is
audited.

- A tenant that does not exist is answered with 404.
- What a queue was given and no worker has begun is taken back within a few seconds of a pause.
- While a queue or a tenant is draining, requests for its runs get 503 \`overloaded\`.`,
  scope: 'ops:write',
  idempotent: true,
  body: QueueState,
  answers: { 200: QueueReport },
})
