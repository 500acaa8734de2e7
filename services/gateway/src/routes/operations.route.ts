import type { HealthReport, Scope } from '@inkling/contracts'
import { sendMetrics } from '@inkling/service-kit'
import type { FastifyInstance, onRequestAsyncHookHandler } from 'fastify'
import { outside } from '../domain/outside-documentation.ts'

export interface OperationsOptions {
  readonly look: () => Promise<HealthReport>
  readonly authenticate: (scope: Scope) => onRequestAsyncHookHandler
}

/** Serves `/health` to anyone, and `/metrics` to keys with the scope `ops:read`. */
export async function operationsRoute(app: FastifyInstance, { look, authenticate }: OperationsOptions): Promise<void> {
  app.get('/health', { schema: outside.health }, async (_request, reply) => {
    const report = await look()
    return reply.status(report.status === 'down' ? 503 : 200).send(report)
  })

  app.get('/metrics', { schema: outside.metrics, onRequest: authenticate('ops:read') }, sendMetrics)
}
