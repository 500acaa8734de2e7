import { defineCall } from '../call.ts'
import { ErrorGroup, ErrorGroupDetails, ErrorGroupPage, ErrorParams, ErrorsQuery } from '../schemas/error-group.ts'

const ofMaintenance = { service: 'maintenance', priority: 'critical', idempotent: true } as const

export const listErrors = defineCall({
  ...ofMaintenance,
  id: 'listErrors',
  method: 'GET',
  path: '/performance/errors',
  summary: 'List groups of errors of the platform, newest first',
  description: `Groups what processes log as errors: answers of 500 and above, jobs that fail, and errors that end a
process. An error appears within 3 s. Groups hold no texts of messages, because these can hold what users sent.`,
  scope: 'ops:read',
  query: ErrorsQuery,
  answers: { 200: ErrorGroupPage },
})

export const getError = defineCall({
  ...ofMaintenance,
  id: 'getError',
  method: 'GET',
  path: '/performance/errors/:id',
  summary: 'Get a group of errors with the tenants that met it',
  description: 'Groups are kept for 90 days after their last error.',
  scope: 'ops:read',
  params: ErrorParams,
  answers: { 200: ErrorGroupDetails },
})

export const resolveError = defineCall({
  ...ofMaintenance,
  id: 'resolveError',
  method: 'POST',
  path: '/performance/errors/:id/resolve',
  summary: 'Change a group of errors to resolved',
  description: 'When the error comes again, the group is `regressed`. Does nothing if the group is resolved.',
  scope: 'ops:write',
  params: ErrorParams,
  answers: { 200: ErrorGroup },
})
