import { createServer, LoadMonitor, loadReporting, observability, signedRequests, tracing } from '@inkling/service-kit'
import type { Logger } from '@inkling/telemetry'
import type { FastifyInstance } from 'fastify'
import type { Config } from './config.ts'
import type { Dependencies } from './dependencies.ts'

/** Probes, metrics and what the gateway asks of every process. Work comes from the queues alone. */
export async function buildApp(
  config: Config,
  logger: Logger,
  { look, whyDead, caches }: Pick<Dependencies, 'look' | 'whyDead' | 'caches'>,
  isReady: () => boolean,
): Promise<FastifyInstance> {
  const app = createServer({ logger })
  await app.register(tracing)
  await app.register(observability, { isReady, look, whyDead, traceSlowMs: config.TRACE_SLOW_MS })
  await app.register(signedRequests, { secret: config.SIGNING_SECRET })
  // A job leaves nothing out, however high the load is.
  await app.register(loadReporting, { load: new LoadMonitor({ logger, level: 'normal' }), caches })
  return app
}
