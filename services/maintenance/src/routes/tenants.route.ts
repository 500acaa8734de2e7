import { applicationScopes, basePath, calls, type Plan } from '@inkling/contracts'
import type { Database } from '@inkling/database'
import type { JobSubmitter } from '@inkling/queues'
import { cursors, implement } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'
import { createKey, deleteKey, listKeys, rotateKey } from '../adapters/key-store.ts'
import { createTenant, listTenants, readTenant, updateTenant } from '../adapters/tenant-store.ts'
import { type RunPorts, submitRun } from '../domain/submit-run.ts'

export interface TenantsOptions {
  readonly database: Database
  readonly jobs: JobSubmitter
  readonly runs: RunPorts
  readonly secret: string
  readonly defaultPlan: Plan
  readonly eraseSettleMs: number
}

const defaultOverlapSeconds = 3600
const defaultPageSize = 50

export async function tenantsRoute(app: FastifyInstance, options: TenantsOptions): Promise<void> {
  const { database, jobs, runs, secret, defaultPlan, eraseSettleMs: settleMs } = options

  implement(app, calls.createTenant, ({ body: { id, name = id, plan = defaultPlan }, reply }) => {
    reply.status(201)
    return createTenant(database, { id, name, plan })
  })

  implement(app, calls.listTenants, async ({ query: { limit = defaultPageSize, cursor: after } }) => {
    const cursor = cursors<string>(secret, 'tenants')
    const found = await listTenants(database, after ? cursor.decode(after) : '', limit + 1)
    return cursor.page(found, limit, ({ id }) => id)
  })

  implement(app, calls.getTenant, ({ params }) => readTenant(database, params.id))
  implement(app, calls.patchTenant, ({ params, body }) => updateTenant(database, params.id, body))

  implement(app, calls.deleteTenant, async ({ params, principal: { tenantId }, reply }) => {
    const erasedTenantId = params.id
    await updateTenant(database, erasedTenantId, { status: 'deleting' })
    const operation = await submitRun(runs, tenantId, { kind: 'erase', options: { erasedTenantId } }, (runId) =>
      jobs.submit('erase', runId, { tenantId, runId, erasedTenantId, settleMs }),
    )
    reply.status(202).header('location', `${basePath}/operations/${operation.id}`)
    return operation
  })

  implement(app, calls.listKeys, async ({ params }) => ({ data: await listKeys(database, params.id) }))

  implement(app, calls.createKey, ({ params, body, reply }) => {
    const { name = 'key', scopes = applicationScopes, expiresAt = null } = body
    reply.status(201)
    return createKey(database, params.id, { name, scopes, expiresAt })
  })

  implement(app, calls.rotateKey, ({ params, body, reply }) => {
    reply.status(201)
    return rotateKey(database, params.id, params.keyId, body.overlapSeconds ?? defaultOverlapSeconds)
  })

  implement(app, calls.revokeKey, async ({ params, reply }) => {
    await deleteKey(database, params.id, params.keyId)
    reply.status(204)
    return undefined
  })
}
