import { Type } from 'typebox'
import { defineCall } from '../call.ts'
import { Operation } from '../schemas/operation.ts'
import { Page, pageQuery } from '../schemas/page.ts'
import {
  ApiKey,
  KeyCreate,
  KeyPatch,
  KeyRotate,
  NewApiKey,
  NewTenant,
  Tenant,
  TenantCreate,
  TenantId,
  TenantPatch,
} from '../schemas/tenant.ts'
import { Text } from '../schemas/text.ts'

const tenantParams = Type.Object({ id: TenantId })
const keyParams = Type.Object({ id: TenantId, keyId: Text(64, 'The id of the key') })
const administration = { service: 'maintenance', scope: 'admin', priority: 'critical' } as const

export const createTenant = defineCall({
  ...administration,
  id: 'createTenant',
  method: 'POST',
  path: '/tenants',
  summary: 'Create a tenant and its first key',
  description: `Returns the tenant with a key for all of its own data. The secret of the key is shown only in this
answer, and in those to its retries with the same \`Idempotency-Key\`.

The call fails with 409 if the id is or was the id of a tenant: the id of a deleted tenant is not given again.`,
  idempotent: false,
  body: TenantCreate,
  answers: { 201: NewTenant },
})

export const listTenants = defineCall({
  ...administration,
  id: 'listTenants',
  method: 'GET',
  path: '/tenants',
  summary: 'List tenants',
  description: 'Returns the tenants in the order of their ids.',
  idempotent: true,
  query: Type.Object(pageQuery, { additionalProperties: false }),
  answers: { 200: Page(Tenant) },
})

export const getTenant = defineCall({
  ...administration,
  id: 'getTenant',
  method: 'GET',
  path: '/tenants/:id',
  summary: 'Get a tenant',
  description: 'Returns the name, plan, status and retention of the tenant.',
  idempotent: true,
  params: tenantParams,
  answers: { 200: Tenant },
})

export const patchTenant = defineCall({
  ...administration,
  id: 'patchTenant',
  method: 'PATCH',
  path: '/tenants/:id',
  summary: 'Change the name, plan, status or retention of a tenant',
  description: `All requests with keys of a suspended tenant are refused, within a second. Its data is kept.

The call fails with 409 if it suspends the tenant whose key makes the call, or the last tenant with an admin key.

Setting the status to active ends the suspension.

\`retention\` replaces the days that were set before; \`{}\` sets all of them to the defaults.`,
  idempotent: true,
  params: tenantParams,
  body: TenantPatch,
  answers: { 200: Tenant },
})

export const deleteTenant = defineCall({
  ...administration,
  id: 'deleteTenant',
  method: 'DELETE',
  path: '/tenants/:id',
  summary: 'Delete a tenant and all its data',
  description: `Refuses all requests of the tenant within a second, then erases its data in the background.

The call fails with 409 for the tenant whose key makes the call, and for the last tenant with an admin key.

The header \`Location\` holds the address of the operation that erases. This cannot be undone.`,
  idempotent: true,
  params: tenantParams,
  answers: { 202: Operation },
})

export const listKeys = defineCall({
  ...administration,
  id: 'listKeys',
  method: 'GET',
  path: '/tenants/:id/api-keys',
  summary: 'List the keys of a tenant',
  description: 'Returns the keys without their secrets, oldest first.',
  idempotent: true,
  params: tenantParams,
  answers: { 200: Type.Object({ data: Type.Array(ApiKey) }, { description: 'The keys' }) },
})

export const createKey = defineCall({
  ...administration,
  id: 'createKey',
  method: 'POST',
  path: '/tenants/:id/api-keys',
  summary: 'Create a key for a tenant',
  description: `Returns the key. Its secret is shown only in this answer, and in those to its retries with the
same \`Idempotency-Key\`.

A key with allowed origins is for pages: everyone can read it. It may have the scopes events:write, predictions:read,
suggestions:read and search:read, and its requests are limited for each address.`,
  idempotent: false,
  params: tenantParams,
  body: KeyCreate,
  answers: { 201: NewApiKey },
})

export const patchKey = defineCall({
  ...administration,
  id: 'patchKey',
  method: 'PATCH',
  path: '/tenants/:id/api-keys/:keyId',
  summary: 'Change the name or the allowed origins of a key',
  description: `Returns the key without its secret. The change acts within a second.

The list replaces the former one. With an empty list, no page may call with the key.`,
  idempotent: true,
  params: keyParams,
  body: KeyPatch,
  answers: { 200: ApiKey },
})

export const rotateKey = defineCall({
  ...administration,
  id: 'rotateKey',
  method: 'POST',
  path: '/tenants/:id/api-keys/:keyId/rotate',
  summary: 'Replace a key by a new one',
  description: `Returns a new key with the same scopes, allowed origins and lifetime. Its secret is shown only in this
answer, and in those to its retries with the same \`Idempotency-Key\`.

The old key works until the overlap ends. A key is rotated once: a second call fails with 409.`,
  idempotent: false,
  params: keyParams,
  body: KeyRotate,
  answers: { 201: NewApiKey },
})

export const revokeKey = defineCall({
  ...administration,
  id: 'revokeKey',
  method: 'DELETE',
  path: '/tenants/:id/api-keys/:keyId',
  summary: 'Revoke a key',
  description: 'Requests with the key are refused, within a second. The call fails with 409 for the last admin key.',
  idempotent: true,
  params: keyParams,
  answers: { 204: null },
})
