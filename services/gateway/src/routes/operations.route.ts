import type { Scope, ServiceName } from '@inkling/contracts'
import type { Database } from '@inkling/database'
import type { Upstream } from '@inkling/service-kit'
import client from '@prometheus-io/client'
import type { FastifyInstance, onRequestAsyncHookHandler } from 'fastify'
import { Pool } from 'undici'

export interface OperationsOptions {
  readonly serviceUrls: Readonly<Record<ServiceName, string>>
  readonly upstreams: Readonly<Record<ServiceName, Upstream>>
  readonly database: Database
  readonly authenticate: (scope: Scope) => onRequestAsyncHookHandler
}

interface Health {
  readonly status: 'ok' | 'degraded'
  readonly services: Readonly<Record<string, 'ready' | 'not ready' | 'unreachable'>>
  readonly circuits: Readonly<Record<string, string>>
}

const probeTimeoutMs = 1_000
const keepMs = 1_000

/** What an engineer on call asks: is it up, and what do its numbers say. */
export async function operationsRoute(
  app: FastifyInstance,
  { serviceUrls, upstreams, database, authenticate }: OperationsOptions,
): Promise<void> {
  const pools = Object.entries(serviceUrls).map(([name, url]) => ({ name, pool: new Pool(url, { connections: 1 }) }))
  app.addHook('onClose', async () => void (await Promise.all(pools.map(({ pool }) => pool.close()))))
  let latest: { readonly atMs: number; readonly health: Promise<Health> } | undefined

  async function look(): Promise<Health> {
    const services = Object.fromEntries(
      await Promise.all(pools.map(async ({ name, pool }) => [name, await probe(pool)] as const)),
    )
    const policies = [database.policy, ...Object.values(upstreams).map(({ policy }) => policy)]
    const circuits = Object.fromEntries(policies.map(({ name, state }) => [name, state]))
    const isWell =
      Object.values(services).every((state) => state === 'ready') && policies.every(({ state }) => state === 'closed')
    return { status: isWell ? 'ok' : 'degraded', services, circuits }
  }

  // Asked often by balancers: one look a second serves them all.
  app.get('/health', { schema: { hide: true } }, async () => {
    if (!latest || performance.now() - latest.atMs > keepMs) latest = { atMs: performance.now(), health: look() }
    return latest.health
  })

  app.get('/metrics', { schema: { hide: true }, onRequest: authenticate('ops:read') }, async (_request, reply) => {
    reply.type(client.register.contentType)
    return reply.send(await client.register.metrics())
  })
}

async function probe(pool: Pool): Promise<'ready' | 'not ready' | 'unreachable'> {
  try {
    const { statusCode, body } = await pool.request({
      method: 'GET',
      path: '/readyz',
      signal: AbortSignal.timeout(probeTimeoutMs),
    })
    await body.dump()
    return statusCode === 200 ? 'ready' : 'not ready'
  } catch {
    return 'unreachable'
  }
}
