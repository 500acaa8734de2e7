import { Type } from 'typebox'
import { defineCall } from '../call.ts'
import { Operation, RunRequest } from '../schemas/operation.ts'
import { Page, pageQuery } from '../schemas/page.ts'
import { Text } from '../schemas/text.ts'

export const createRun = defineCall({
  id: 'createRun',
  method: 'POST',
  path: '/maintenance/runs',
  summary: 'Start long work',
  service: 'maintenance',
  scope: 'maintenance:write',
  limit: 'expensive',
  idempotent: false,
  body: RunRequest,
  answers: { 202: Operation },
})

export const listRuns = defineCall({
  id: 'listRuns',
  method: 'GET',
  path: '/maintenance/runs',
  summary: 'List long work, newest first',
  service: 'maintenance',
  scope: 'maintenance:read',
  idempotent: true,
  query: Type.Object(pageQuery, { additionalProperties: false }),
  answers: { 200: Page(Operation) },
})

export const getOperation = defineCall({
  id: 'getOperation',
  method: 'GET',
  path: '/operations/:id',
  summary: 'How far long work is',
  service: 'maintenance',
  scope: 'maintenance:read',
  idempotent: true,
  params: Type.Object({ id: Text(64) }),
  answers: { 200: Operation },
})
