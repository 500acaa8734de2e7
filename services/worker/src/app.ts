import type { Readiness } from '@inkling/contracts'
import { createServer, observability } from '@inkling/service-kit'
import type { Logger } from '@inkling/telemetry'
import type { FastifyInstance } from 'fastify'

/** Probes and metrics. The worker serves no calls: its work comes from the queues. */
export async function buildApp(
  logger: Logger,
  look: () => Promise<Readiness>,
  isReady: () => boolean,
): Promise<FastifyInstance> {
  const app = createServer({ logger })
  await app.register(observability, { isReady, look })
  return app
}
