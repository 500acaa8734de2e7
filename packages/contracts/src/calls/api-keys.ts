import { Type } from 'typebox'
import { defineCall } from '../call.ts'
import { ApiKey, KeyPatch, KeyRotate, NewApiKey, OwnKeyCreate } from '../schemas/tenant.ts'
import { Text } from '../schemas/text.ts'

const params = Type.Object({ id: Text(64, 'The id of the key') })
const reading = { service: 'maintenance', scope: 'keys:read' } as const
const writing = { service: 'maintenance', scope: 'keys:write' } as const

export const listOwnKeys = defineCall({
  ...reading,
  id: 'listOwnKeys',
  method: 'GET',
  path: '/api-keys',
  summary: 'List the keys of your tenant',
  description: 'Returns the keys with their last use and without their secrets, oldest first.',
  idempotent: true,
  answers: { 200: Type.Object({ data: Type.Array(ApiKey) }, { description: 'The keys' }) },
})

export const createOwnKey = defineCall({
  ...writing,
  id: 'createOwnKey',
  method: 'POST',
  path: '/api-keys',
  summary: 'Create a key for your tenant',
  description: `Returns the key. Its secret is shown only in this answer, and in those to its retries with the
same \`Idempotency-Key\`.

- The call fails with 403 if the new key would have a scope that the key of the call lacks.
- The key expires in 90 days unless \`expiresAt\` says otherwise, and no later than the key of the call.
- A key with allowed origins is publishable: everyone can read it. It may have the scopes events:write,
  predictions:read, suggestions:read and search:read, and only pages of these origins may call with it.
- The call fails with 409 if the tenant has 1,000 keys.`,
  idempotent: false,
  body: OwnKeyCreate,
  answers: { 201: NewApiKey },
})

export const patchOwnKey = defineCall({
  ...writing,
  id: 'patchOwnKey',
  method: 'PATCH',
  path: '/api-keys/:id',
  summary: 'Change the name or the allowed origins of a key of your tenant',
  description: `Returns the key without its secret. The change acts within a second.

The list replaces the former one. The call fails with 403 for a key with scopes that the key of the call lacks.`,
  idempotent: true,
  params,
  body: KeyPatch,
  answers: { 200: ApiKey },
})

export const rotateOwnKey = defineCall({
  ...writing,
  id: 'rotateOwnKey',
  method: 'POST',
  path: '/api-keys/:id/rotate',
  summary: 'Replace a key of your tenant by a new one',
  description: `Returns a new key with the same scopes, allowed origins and lifetime. Its secret is shown only in this
answer, and in those to its retries with the same \`Idempotency-Key\`.

- The old key works until the overlap ends. A key is rotated once: a second call fails with 409.
- The call fails with 403 for a key with scopes that the key of the call lacks.`,
  idempotent: false,
  params,
  body: KeyRotate,
  answers: { 201: NewApiKey },
})

export const revokeOwnKey = defineCall({
  ...writing,
  id: 'revokeOwnKey',
  method: 'DELETE',
  path: '/api-keys/:id',
  summary: 'Revoke a key of your tenant',
  description: `Requests with the key are refused within a second, and its streams end. This holds for every key of the
tenant, also one with more scopes and that of the call itself.`,
  idempotent: true,
  params,
  answers: { 204: null },
})
