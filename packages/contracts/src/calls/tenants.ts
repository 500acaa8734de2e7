import { Type } from 'typebox'
import { defineCall } from '../call.ts'
import { Operation } from '../schemas/operation.ts'
import { Page, pageQuery } from '../schemas/page.ts'
import {
  ApiKey,
  KeyCreate,
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
const keyParams = Type.Object({ id: TenantId, keyId: Text(64) })
const administration = { service: 'maintenance', scope: 'admin' } as const

export const createTenant = defineCall({
  ...administration,
  id: 'createTenant',
  method: 'POST',
  path: '/tenants',
  summary: 'Create a tenant and its first key',
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
  idempotent: true,
  query: Type.Object(pageQuery, { additionalProperties: false }),
  answers: { 200: Page(Tenant) },
})

export const getTenant = defineCall({
  ...administration,
  id: 'getTenant',
  method: 'GET',
  path: '/tenants/:id',
  summary: 'Read a tenant',
  idempotent: true,
  params: tenantParams,
  answers: { 200: Tenant },
})

export const patchTenant = defineCall({
  ...administration,
  id: 'patchTenant',
  method: 'PATCH',
  path: '/tenants/:id',
  summary: 'Rename, change the plan, suspend or reactivate a tenant',
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
  summary: 'Shut a tenant out at once and erase all its data',
  idempotent: true,
  params: tenantParams,
  answers: { 202: Operation },
})

export const listKeys = defineCall({
  ...administration,
  id: 'listKeys',
  method: 'GET',
  path: '/tenants/:id/api-keys',
  summary: "List a tenant's keys",
  idempotent: true,
  params: tenantParams,
  answers: { 200: Type.Object({ data: Type.Array(ApiKey) }) },
})

export const createKey = defineCall({
  ...administration,
  id: 'createKey',
  method: 'POST',
  path: '/tenants/:id/api-keys',
  summary: 'Give a tenant another key',
  idempotent: false,
  params: tenantParams,
  body: KeyCreate,
  answers: { 201: NewApiKey },
})

export const rotateKey = defineCall({
  ...administration,
  id: 'rotateKey',
  method: 'POST',
  path: '/tenants/:id/api-keys/:keyId/rotate',
  summary: 'Replace a key; the old one works until the overlap ends',
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
  idempotent: true,
  params: keyParams,
  answers: { 204: null },
})
