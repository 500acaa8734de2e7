import { calls } from '@inkling/contracts'
import { parseBodies } from '@inkling/service-kit'
import type { siteMetrics } from '@inkling/telemetry'
import type { FastifyInstance } from 'fastify'
import { PageNames } from '../domain/page-names.ts'
import { requestIdentity } from '../plugins/request-identity.ts'
import { type Authenticate, serveCall } from './own-calls.ts'

export interface VitalsOptions {
  readonly authenticate: Authenticate
  readonly metrics: ReturnType<typeof siteMetrics>
}

/** Takes the Web Vitals of sites with the browser snippet. */
export async function vitalsRoute(app: FastifyInstance, { authenticate, metrics }: VitalsOptions): Promise<void> {
  parseBodies(app, () => {})
  const names = new PageNames()
  serveCall(app, calls.recordVitals, authenticate, async ({ body, request, reply }) => {
    const page = names.nameOf(requestIdentity.get(request).tenantId, body.page)
    for (const { name, value } of body.vitals)
      if (name === 'CLS') metrics.layoutShift.observe({ page }, value)
      else metrics.vitals.observe({ vital: name, page }, value / 1_000)
    reply.status(204)
    return undefined
  })
}
