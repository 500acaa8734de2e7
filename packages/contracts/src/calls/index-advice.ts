import { defineCall } from '../call.ts'
import { IndexAdvice, IndexAdviceList, IndexAdviceParams } from '../schemas/index-advice.ts'

const ofAdvice = { service: 'maintenance', priority: 'background' } as const

export const listIndexAdvice = defineCall({
  ...ofAdvice,
  id: 'listIndexAdvice',
  method: 'GET',
  path: '/performance/database/advice',
  summary: 'List indexes of Postgres to create or to drop',
  description: `Looks which index would make the statements faster that took the most time in the last day, and
returns those that Postgres' planner has preferred when it was shown them as hypothetical indexes. Then come indexes
that are needless, and what was applied before. It changes nothing.

Holds no values of statements. Indexes are proved only if maintenance runs with \`OWNER_DATABASE_URL\`, and Postgres has
the extension \`hypopg\`.`,
  scope: 'ops:read',
  idempotent: true,
  answers: { 200: IndexAdviceList },
})

export const applyIndexAdvice = defineCall({
  ...ofAdvice,
  id: 'applyIndexAdvice',
  method: 'POST',
  path: '/performance/database/advice/:id/apply',
  summary: 'Start to create or drop an index as advised',
  description: `The index is built or dropped in the background, concurrently: writers go on. Then its statement is
watched. An index that gains less than half of its promise, or costs writers more than that, is dropped again.

Fails with 404 for advice that is not offered any more. Fails with 409 if it was applied already, if other advice for
the table is at work, or unless maintenance runs with \`OWNER_DATABASE_URL\`.`,
  scope: 'ops:write',
  idempotent: true,
  params: IndexAdviceParams,
  answers: { 202: IndexAdvice },
})
