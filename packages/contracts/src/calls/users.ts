import { defineCall } from '../call.ts'
import { ErasureReceipt, ErasureVerdict, UserExportParams, UserParams } from '../schemas/erasure.ts'
import { Operation } from '../schemas/operation.ts'
import { TransferPart } from '../schemas/transfer.ts'

const ofUsers = { service: 'maintenance', priority: 'background' } as const

export const eraseUser = defineCall({
  ...ofUsers,
  id: 'eraseUser',
  method: 'DELETE',
  path: '/users/:id',
  summary: 'Delete all that is stored of a user',
  description: `Removes all that is stored of the user of the tenant by now, and all that was learned with it: events,
also archived ones, answers, feedback, counts of queries, copies and models. Models are built again from what all other
users did, so that answers are those of a tenant that never had the user.

- Rows of the user's sessions that name no user are the user's, too.
- Nothing of the user is in any answer once \`progress\` is 0.5. The operation then waits for what was under way.
- Its \`result\` is a receipt that says how much was removed where. It is signed, and names no user.
- Events that arrive after the request are those of a new user of this id: they stay.
- What a restore or an import brings back of the user is erased again.
- A user of whom nothing is stored is erased, too. A user of another tenant is another user.`,
  scope: 'users:write',
  idempotent: true,
  params: UserParams,
  answers: { 202: Operation },
})

export const exportUser = defineCall({
  ...ofUsers,
  id: 'exportUser',
  method: 'GET',
  path: '/users/:id/export',
  summary: 'Get all that is stored of a user',
  description: `Returns every row of the user of the tenant as NDJSON in \`lines\`: a head, \`{"store", "row"}\` per
row, and an end with the number of rows by store. Events in the archive are in it.

- Rows of the user's sessions that name no user are in it, too.
- If it takes longer than some seconds or is large: 202 with the operation that writes it. Its \`result\` has the number
  of \`parts\`, which are kept for seven days.`,
  scope: 'users:read',
  limit: 'expensive',
  idempotent: true,
  params: UserParams,
  answers: { 200: TransferPart, 202: Operation },
})

export const getUserExportPart = defineCall({
  ...ofUsers,
  id: 'getUserExportPart',
  method: 'GET',
  path: '/users/:id/exports/:exportId/parts/:part',
  summary: 'Get a part of an export of a user',
  description: 'Returns lines of JSON. All parts in their order are the export.',
  scope: 'users:read',
  idempotent: true,
  params: UserExportParams,
  answers: { 200: TransferPart },
})

export const verifyErasure = defineCall({
  ...ofUsers,
  id: 'verifyErasure',
  method: 'POST',
  path: '/users/:id/erasure-receipts/verify',
  summary: 'Verify a receipt of an erasure',
  description: `Tells whether this installation wrote the receipt, whether it is unchanged, and whether it is about the
user. Nothing is stored for it.`,
  scope: 'users:read',
  idempotent: true,
  params: UserParams,
  body: ErasureReceipt,
  answers: { 200: ErasureVerdict },
})
