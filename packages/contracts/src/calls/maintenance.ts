import { Type } from 'typebox'
import { defineCall } from '../call.ts'
import { Operation, RunRequest } from '../schemas/operation.ts'
import { Page, pageQuery } from '../schemas/page.ts'
import { Text } from '../schemas/text.ts'

export const createRun = defineCall({
  id: 'createRun',
  method: 'POST',
  path: '/maintenance/runs',
  summary: 'Start a maintenance run',
  description: `Records the run and returns its operation at once, also while queue Redis is down. The header
\`Location\` holds the address of the operation.

- While an equal run is queued (kind, options, priority and time), that one is returned and no other is started.
- Tenants take turns. A run with \`runAt\` or \`after\` waits without taking part.
- One run of a kind works at a time for a tenant. The plan says how many may wait: 100, 300 or 1,000, and at most three
  of dedupe and decay, unless the installation sets other limits. A further one gets 429 \`quota_exceeded\`.
- Requests are served as before while the run works.
- A trained model that predicts worse than the one in service is rejected, unless \`options.force\` is true.`,
  service: 'maintenance',
  scope: 'maintenance:write',
  limit: 'expensive',
  priority: 'background',
  idempotent: false,
  body: RunRequest,
  answers: { 202: Operation },
})

export const listRuns = defineCall({
  id: 'listRuns',
  method: 'GET',
  path: '/maintenance/runs',
  summary: 'List maintenance runs',
  description: 'Returns the runs of the tenant, newest first.',
  service: 'maintenance',
  scope: 'maintenance:read',
  priority: 'background',
  idempotent: true,
  query: Type.Object(pageQuery, { additionalProperties: false }),
  answers: { 200: Page(Operation) },
})

export const getOperation = defineCall({
  id: 'getOperation',
  method: 'GET',
  path: '/operations/:id',
  summary: 'Get an operation',
  description: 'Returns its state, its progress and, once it has ended, its result or its error.',
  service: 'maintenance',
  scope: 'maintenance:read',
  priority: 'background',
  idempotent: true,
  params: Type.Object({ id: Text(64, 'The id of the operation') }),
  answers: { 200: Operation },
})

export const cancelOperation = defineCall({
  id: 'cancelOperation',
  method: 'DELETE',
  path: '/operations/:id',
  summary: 'Cancel an operation',
  description: `Ends an operation that is queued or running. A running one stops within 2 s, its queries too, and
changes nothing. Runs that wait for it are cancelled.

The call fails with 409 for an operation that has succeeded or failed, and for an erasure.`,
  service: 'maintenance',
  scope: 'maintenance:write',
  idempotent: true,
  params: Type.Object({ id: Text(64, 'The id of the operation') }),
  answers: { 200: Operation },
})
