import { calls } from '@inkling/contracts'
import { audit, implement } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'
import { ownKey } from '../domain/own-key.ts'
import { defaultOverlapSeconds, factsOf, type Tenants } from './tenants.route.ts'

export interface ApiKeysOptions {
  readonly tenants: Pick<Tenants, 'listKeys' | 'createKey' | 'updateKey' | 'rotateKey' | 'revokeKey'>
  readonly nowMs?: () => number
}

/** The keys of the caller's own tenant. Nobody gets more than they have by a new key. */
export async function apiKeysRoute(app: FastifyInstance, { tenants, nowMs = Date.now }: ApiKeysOptions): Promise<void> {
  implement(app, calls.listOwnKeys, async (caller) => ({
    data: await tenants.listKeys(caller, caller.principal.tenantId),
  }))

  implement(app, calls.createOwnKey, async ({ body, reply, ...caller }) => {
    const { tenantId, keyId, scopes } = caller.principal
    const own = (await tenants.listKeys(caller, tenantId)).find(({ id }) => id === keyId)
    const making = { scopes, expiresAt: own?.expiresAt ?? null }
    const key = await tenants.createKey(caller, tenantId, ownKey(body, making, nowMs()))
    audit(caller, 'key created', { key: factsOf(key) })
    reply.status(201)
    return key
  })

  implement(app, calls.patchOwnKey, async ({ params, body, ...caller }) => {
    const { tenantId, scopes } = caller.principal
    const before = (await tenants.listKeys(caller, tenantId)).find(({ id }) => id === params.id)
    const key = await tenants.updateKey(caller, tenantId, params.id, body, scopes)
    audit(caller, 'key changed', { before, after: key })
    return key
  })

  implement(
    app,
    calls.rotateOwnKey,
    async ({ params, body: { overlapSeconds = defaultOverlapSeconds }, reply, ...caller }) => {
      const { tenantId, scopes } = caller.principal
      const key = await tenants.rotateKey(caller, tenantId, params.id, overlapSeconds, scopes)
      audit(caller, 'key rotated', { rotated: params.id, overlapSeconds, key: factsOf(key) })
      reply.status(201)
      return key
    },
  )

  implement(app, calls.revokeOwnKey, async ({ params, reply, ...caller }) => {
    await tenants.revokeKey(caller, caller.principal.tenantId, params.id)
    audit(caller, 'key revoked', { revoked: params.id })
    reply.status(204)
    return undefined
  })
}
