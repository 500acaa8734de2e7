import { calls, type RankerVersion } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { audit, type Caller, cursors, implement } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'

export interface WeightsOptions {
  readonly weights: {
    /** Newest first; `scenario` '' is the tenant as a whole. */
    list(
      query: { scenario: string; before?: number | undefined; limit: number },
      caller: Caller,
    ): Promise<readonly RankerVersion[]>
    restore(version: { scenario: string; version: number }, caller: Caller): Promise<RankerVersion | undefined>
  }
  readonly secret: string
}

const defaultLimit = 50

export async function weightsRoute(app: FastifyInstance, { weights, secret }: WeightsOptions): Promise<void> {
  implement(app, calls.listWeights, async ({ query, principal, deadline }) => {
    const { scenario = '', limit = defaultLimit, cursor } = query
    const list = cursors<number>(secret, 'weights', principal.tenantId, scenario)
    const before = cursor === undefined ? undefined : list.decode(cursor)
    const found = await weights.list({ scenario, before, limit: limit + 1 }, { principal, deadline })
    return list.page(found, limit, ({ version }) => version)
  })

  implement(app, calls.restoreWeights, async ({ body: { scenario = '', version }, ...caller }) => {
    const restored = await weights.restore({ scenario, version }, caller)
    if (restored) audit(caller, 'weights restored', { scenario, version })
    if (restored) return restored
    const detail = `There is no version ${version} of these weights; see GET /learning/weights`
    throw new InklingError('validation_failed', detail, { errors: [{ pointer: '/version', code: 'version', detail }] })
  })
}
