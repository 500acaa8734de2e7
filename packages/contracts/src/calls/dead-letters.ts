import { defineCall } from '../call.ts'
import {
  DeadLetterChoice,
  DeadLetterCount,
  DeadLetterPage,
  DeadLetterReplay,
  DeadLettersQuery,
  ReplayedDeadLetters,
} from '../schemas/dead-letter.ts'

const ofMaintenance = { service: 'maintenance', priority: 'background' } as const

export const listDeadLetters = defineCall({
  ...ofMaintenance,
  id: 'listDeadLetters',
  method: 'GET',
  path: '/maintenance/dead-letters',
  summary: 'List runs that failed for good, newest first',
  description: `Returns the runs that failed after their last attempt, or whose worker died twice, until they are
replayed or discarded. With a key that also has the scope \`ops:read\`: those of all tenants, with stacks.`,
  scope: 'maintenance:read',
  idempotent: true,
  query: DeadLettersQuery,
  answers: { 200: DeadLetterPage },
})

export const replayDeadLetters = defineCall({
  ...ofMaintenance,
  id: 'replayDeadLetters',
  method: 'POST',
  path: '/maintenance/dead-letters/replay',
  summary: 'Start the work of dead letters again',
  description: `Records a new run for each dead letter that fits, the oldest first, and takes the letter off the list.
The runs begin at \`perSecond\`. One that fails again is a dead letter with one more in \`replays\`. The call is
audited.

- With a key that also has the scope \`ops:write\`: those of all tenants.
- Letters of a kind or a tenant that is draining stay on the list.
- Runs that failed because they had waited for the failed one are not started again.`,
  scope: 'maintenance:write',
  limit: 'expensive',
  idempotent: false,
  body: DeadLetterReplay,
  answers: { 202: ReplayedDeadLetters },
})

export const discardDeadLetters = defineCall({
  ...ofMaintenance,
  id: 'discardDeadLetters',
  method: 'POST',
  path: '/maintenance/dead-letters/discard',
  summary: 'Delete dead letters from the list',
  description: `Their operations stay as they ended. The call is audited.
With a key that also has the scope \`ops:write\`: those of all tenants.`,
  scope: 'maintenance:write',
  idempotent: true,
  body: DeadLetterChoice,
  answers: { 200: DeadLetterCount },
})
