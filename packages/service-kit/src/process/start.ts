import { setImmediate, setTimeout } from 'node:timers/promises'
import {
  buildMetrics,
  createLogger,
  type Logger,
  measureRedis,
  reportFault,
  rotatingOutput,
  startTracing,
  subscribeToPolicies,
  type TraceDestination,
  watchRedis,
} from '@inkling/telemetry'
import closeWithGrace from 'close-with-grace'
import type { FastifyInstance } from 'fastify'
import build from '../../package.json' with { type: 'json' }
import { storeActs } from '../audit/store-acts.ts'
import { watchRequestSecrets } from '../calls/request-secrets.ts'
import { traceStoreToken } from '../calls/trace-store-token.ts'
import { type FaultInjectionConfig, startFaultInjection } from '../faults/inject-faults.ts'
import { announceLeaving } from '../server/announce-leaving.ts'
import { compactHeap } from './compact-heap.ts'
import { listen } from './listen.ts'
import { storeErrors } from './store-errors.ts'

interface ProcessConfig extends FaultInjectionConfig {
  readonly HOST: string
  readonly PORT: number
  readonly LOG_LEVEL: string
  readonly LOG_FILE?: string
  readonly LOG_FILE_MAX_BYTES: number
  readonly LOG_FILES_KEPT: number
  readonly DRAIN_MS: number
  readonly SIGNING_SECRET: string
  readonly REQUEST_SECRETS_FILE?: string
  readonly AUDIT_SECRET?: string
  readonly DATABASE_URL: string
  readonly OTEL_EXPORTER_OTLP_ENDPOINT?: string
  readonly TRACE_STORE_URL?: string
  readonly TRACE_SAMPLE_RATIO: number
  readonly TRACE_SLOW_MS: number
}

export interface Parts<C> {
  readonly config: C
  readonly logger: Logger
  /** False as soon as the process is asked to stop. */
  readonly isReady: () => boolean
}

export interface Service {
  readonly app: FastifyInstance
  /** Closes workers, then stores. It is called after the last request has ended. */
  readonly close: () => Promise<void>
}

const shutdownMs = 15_000

/**
 * Runs a service until SIGTERM or SIGINT. Then, in this order: it is not ready; it waits `DRAIN_MS`, so that load
 * balancers notice, and until our other processes have left; its requests end; its workers and stores close; its counts
 * of errors and its part of the audit log are stored; tracing ends.
 * After 15 s the process exits anyway.
 */
export async function start<C extends ProcessConfig>(
  name: string,
  config: C,
  compose: (parts: Parts<C>) => Promise<Service>,
): Promise<void> {
  const logger = createLogger({ service: name, level: config.LOG_LEVEL }, outputOf(config))
  const stopFaults = startFaultInjection(name, config, logger)
  const stopTracing = await startTracing({
    service: `inkling-${name}`,
    logger,
    destinations: traceDestinations(config),
    sampleRatio: config.TRACE_SAMPLE_RATIO,
    slowMs: config.TRACE_SLOW_MS,
    // Its callers are strangers.
    isDoor: name === 'gateway',
  })
  subscribeToPolicies()
  measureRedis()
  watchRedis(logger)
  buildMetrics().info.set({ service: name, version: build.version, node: process.version }, 1)
  let ready = true
  const secretsFile = config.REQUEST_SECRETS_FILE
  const secrets = secretsFile === undefined ? undefined : await watchRequestSecrets(secretsFile, logger)
  const service = await compose({ config, logger, isReady: () => ready }).catch((error: unknown) => {
    // Node itself would write all of the error, such as a URL that is not valid, with its password.
    logger.fatal({ err: error }, 'cannot start')
    process.exit(1)
  })
  // Strangers do not hold up a gateway.
  const leave = name === 'gateway' ? async () => {} : announceLeaving(service.app)
  const stopErrors = storeErrors(name, config.DATABASE_URL, logger)
  const stopActs = storeActs(name, config, logger)
  closeWithGrace({ delay: shutdownMs, logger }, async ({ err, signal }) => {
    if (err) logger.fatal({ err }, 'unexpected error')
    if (err) reportFault({ code: 'internal', error: err, route: 'process', tenantId: '' })
    logger.info({ signal }, 'stopping')
    ready = false
    await Promise.all([setTimeout(config.DRAIN_MS), leave()])
    // What arrived while this process stood still is read before its connections are closed.
    for (let turn = 0; turn < 2; turn++) await setImmediate()
    await service.app.close()
    await service.close()
    await Promise.all([stopErrors(), stopActs()])
    stopFaults()
    secrets?.stop()
    await stopTracing().catch((error: unknown) => logger.warn({ err: error }, 'the last spans are lost'))
  })
  const address = await listen(service.app, config.HOST, config.PORT)
  logger.info({ address }, 'listening')
  compactHeap()
}

const outputOf = ({ LOG_FILE: file, LOG_FILE_MAX_BYTES: maxBytes, LOG_FILES_KEPT: keptFiles }: ProcessConfig) =>
  file === undefined ? undefined : rotatingOutput({ file, maxBytes, keptFiles })

function traceDestinations(config: ProcessConfig): TraceDestination[] {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: collector, TRACE_STORE_URL: store, SIGNING_SECRET: secret } = config
  return [
    ...(collector ? [{ url: collector }] : []),
    ...(store ? [{ url: store, headers: { authorization: `Bearer ${traceStoreToken(secret)}` } }] : []),
  ]
}
