import {
  type ApiKey,
  applicationScopes,
  basePath,
  calls,
  type KeyPatch,
  type NewApiKey,
  type NewTenant,
  type Operation,
  type Plan,
  publishableScopes,
  type Tenant,
  type TenantPatch,
} from '@inkling/contracts'
import { audit, type Caller, cursors, implement } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'

interface KeyFacts {
  readonly name: string
  readonly scopes: readonly string[]
  readonly allowedOrigins: readonly string[]
  readonly expiresAt: string | null
}

/**
 * Tenants and their keys. Every function that is given an id throws InklingError not_found if there is no such tenant
 * or key.
 */
export interface Tenants {
  /** @throws InklingError conflict when a tenant has or had the id */
  create(
    caller: Caller,
    tenant: { readonly id: string; readonly name: string; readonly plan: Plan },
  ): Promise<NewTenant>
  /** At most `limit` tenants whose id is greater than `afterId`. */
  list(caller: Caller, afterId: string, limit: number): Promise<Tenant[]>
  read(caller: Caller, id: string): Promise<Tenant>
  /** @throws InklingError conflict when the tenant is being deleted */
  update(caller: Caller, id: string, patch: TenantPatch): Promise<Tenant>
  /** Closes the tenant at once, and starts the run that erases it. */
  erase(caller: Caller, id: string): Promise<Operation>
  listKeys(caller: Caller, id: string): Promise<ApiKey[]>
  createKey(caller: Caller, id: string, facts: KeyFacts): Promise<NewApiKey>
  /** @param within refuses with forbidden_scope a key that has other scopes, as it does below */
  updateKey(caller: Caller, id: string, keyId: string, patch: KeyPatch, within?: readonly string[]): Promise<ApiKey>
  rotateKey(
    caller: Caller,
    id: string,
    keyId: string,
    overlapSeconds: number,
    within?: readonly string[],
  ): Promise<NewApiKey>
  revokeKey(caller: Caller, id: string, keyId: string): Promise<void>
}

export interface TenantsOptions {
  readonly tenants: Tenants
  readonly secret: string
  readonly defaultPlan: Plan
}

export const defaultOverlapSeconds = 3600
const defaultPageSize = 50

export async function tenantsRoute(
  app: FastifyInstance,
  { tenants, secret, defaultPlan }: TenantsOptions,
): Promise<void> {
  implement(app, calls.createTenant, async ({ body: { id, name = id, plan = defaultPlan }, reply, ...caller }) => {
    const tenant = await tenants.create(caller, { id, name, plan })
    audit(caller, 'tenant created', { ofTenantId: id, name, plan })
    reply.status(201)
    return tenant
  })

  implement(app, calls.listTenants, async ({ query: { limit = defaultPageSize, cursor: after }, ...caller }) => {
    const cursor = cursors<string>(secret, 'tenants', '')
    const found = await tenants.list(caller, after ? cursor.decode(after) : '', limit + 1)
    return cursor.page(found, limit, ({ id }) => id)
  })

  implement(app, calls.getTenant, ({ params, ...caller }) => tenants.read(caller, params.id))
  implement(app, calls.patchTenant, async ({ params, body, ...caller }) => {
    const before = factsOf(await tenants.read(caller, params.id))
    const tenant = await tenants.update(caller, params.id, body)
    audit(caller, 'tenant changed', { ofTenantId: params.id, before, after: factsOf(tenant) })
    return tenant
  })

  implement(app, calls.deleteTenant, async ({ params, reply, ...caller }) => {
    const operation = await tenants.erase(caller, params.id)
    audit(caller, 'tenant deleted', { ofTenantId: params.id, operationId: operation.id })
    reply.status(202).header('location', `${basePath}/operations/${operation.id}`)
    return operation
  })

  implement(app, calls.listKeys, async ({ params, ...caller }) => ({ data: await tenants.listKeys(caller, params.id) }))

  implement(app, calls.createKey, async ({ params, body, reply, ...caller }) => {
    const { name = 'key', allowedOrigins = [], expiresAt = null } = body
    const { scopes = allowedOrigins.length > 0 ? publishableScopes : applicationScopes } = body
    const key = await tenants.createKey(caller, params.id, { name, scopes, allowedOrigins, expiresAt })
    audit(caller, 'key created', { ofTenantId: params.id, key: factsOf(key) })
    reply.status(201)
    return key
  })

  implement(app, calls.patchKey, async ({ params, body, ...caller }) => {
    const before = (await tenants.listKeys(caller, params.id)).find(({ id }) => id === params.keyId)
    const key = await tenants.updateKey(caller, params.id, params.keyId, body)
    audit(caller, 'key changed', { ofTenantId: params.id, before, after: key })
    return key
  })

  implement(
    app,
    calls.rotateKey,
    async ({ params, body: { overlapSeconds = defaultOverlapSeconds }, reply, ...caller }) => {
      const key = await tenants.rotateKey(caller, params.id, params.keyId, overlapSeconds)
      audit(caller, 'key rotated', { ofTenantId: params.id, rotated: params.keyId, overlapSeconds, key: factsOf(key) })
      reply.status(201)
      return key
    },
  )

  implement(app, calls.revokeKey, async ({ params, reply, ...caller }) => {
    await tenants.revokeKey(caller, params.id, params.keyId)
    audit(caller, 'key revoked', { ofTenantId: params.id, revoked: params.keyId })
    reply.status(204)
    return undefined
  })
}

/** What the audit log tells: all but the secret of a new key, which is shown once. */
export function factsOf<T extends object>(answer: T): Omit<T, 'key'> {
  const { key: _, ...facts } = answer as T & { readonly key?: unknown }
  return facts
}
