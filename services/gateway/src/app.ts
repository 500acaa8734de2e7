import type { IncomingMessage } from 'node:http'
import { fileURLToPath } from 'node:url'
import compress from '@fastify/compress'
import { type Plans, streamPath } from '@inkling/contracts'
import {
  countRequests,
  createServer,
  followTlsFiles,
  observability,
  readTlsFiles,
  type TlsFiles,
  tracing,
} from '@inkling/service-kit'
import type { Logger } from '@inkling/telemetry'
import type { FastifyInstance } from 'fastify'
import type { Config } from './config.ts'
import type { Dependencies } from './dependencies.ts'
import { compression, decompression, normaliseCodings } from './plugins/compression.ts'
import { consoleSessions } from './plugins/console-session.ts'
import { countAnswers } from './plugins/count-answers.ts'
import { createOrigins } from './plugins/cross-origin.ts'
import { executeOnce } from './plugins/idempotency.ts'
import { type AuthenticationParts, authentication } from './plugins/identity.ts'
import { internalCalls } from './plugins/internal-calls.ts'
import { limitPublic } from './plugins/limit-public.ts'
import { countRejections } from './plugins/limits/limit-exceeded.ts'
import { createQuotas } from './plugins/limits/quotas.ts'
import { createLimits } from './plugins/rate-limits.ts'
import { requestIdentity } from './plugins/request-identity.ts'
import { securityHeaders } from './plugins/security-headers.ts'
import { shedding } from './plugins/shedding.ts'
import { alertsRoute } from './routes/alerts.route.ts'
import { type ApiOptions, apiRoute } from './routes/api.route.ts'
import { boardRoute } from './routes/board.route.ts'
import { consoleRoute } from './routes/console.route.ts'
import { consoleSessionRoute } from './routes/console-session.route.ts'
import { docs } from './routes/docs.route.ts'
import { faultsRoute } from './routes/faults.route.ts'
import { landingRoute } from './routes/landing.route.ts'
import { operationsRoute } from './routes/operations.route.ts'
import { otlpRoute } from './routes/otlp.route.ts'
import { performanceRoute } from './routes/performance.route.ts'
import { profilesRoute } from './routes/profiles.route.ts'
import { securityRoute } from './routes/security.route.ts'
import { slaRoute } from './routes/sla.route.ts'
import { snippetRoute } from './routes/snippet.route.ts'
import { streamRoute } from './routes/stream.route.ts'
import { type VitalsOptions, vitalsRoute } from './routes/vitals.route.ts'
import { tellEvents } from './streams/tell-events.ts'
import { trustedProxies } from './trusted-proxies.ts'

const consoleFolder = fileURLToPath(new URL('../../console/dist/', import.meta.url))

export async function buildApp(
  config: Config,
  logger: Logger,
  dependencies: Dependencies,
  isReady: () => boolean,
): Promise<FastifyInstance> {
  const { keys, tokens, refused, keyUses, counters, requests, answers, upstreams, health, control, serviceLevels } =
    dependencies
  const { metrics, plans, streams, threats, pseudonyms } = dependencies
  const limits = limitsOf(config, counters, plans.current)
  const app = await createApp(config, logger, limits)
  countRequests(app, control.load)
  app.addHook('onReady', async () => control.start(limits.tighten))
  for (const begun of [serviceLevels, keyUses, plans, refused, threats])
    app.addHook('onReady', async () => begun.start())
  await app.register(tracing)
  countAnswers(app, { count: serviceLevels.count, metrics: metrics.slo, traceSlowMs: config.TRACE_SLOW_MS })
  securityHeaders(app)
  normaliseCodings(app)
  await app.register(compress, { ...compression, ...decompression })
  await app.register(observability, {
    isReady,
    look: health.lookAtOwn,
    exposeMetrics: false,
    traceSlowMs: config.TRACE_SLOW_MS,
  })
  countRejections(app)
  threats.screening.register(app)
  limitPublic(app, limits)
  await app.register(internalCalls, { secret: config.SIGNING_SECRET, limits, ...dependencies.own })
  const sessions = consoleSessions(config.SIGNING_SECRET)
  const authenticate = authentication(app, {
    ...{ keys, tokens, ...watchKeys(dependencies) },
    ...{ sessions, limits, pseudonyms },
    origins: createOrigins(config.CORS_ORIGINS),
    metrics: metrics.authentication,
  })
  await docs(app)
  await app.register(apiRoute, {
    upstreams,
    authenticate,
    executeOnce: executeOnce({ requests, limits }),
    answers,
    limits,
    ...writeHooks(dependencies),
    shed: shedding(control),
    ...{ load: control.load, metrics: metrics.upstreams, secret: config.SIGNING_SECRET },
  })
  await app.register(streamRoute, { authenticate, ...streams })
  await serveOperators(app, config, dependencies, authenticate)
  await app.register(consoleSessionRoute, { authenticate, sessions, metrics: metrics.console })
  await servePages(app, config, { authenticate, metrics: metrics.site })
  return app
}

async function createApp(
  config: Config,
  logger: Logger,
  limits: ReturnType<typeof limitsOf>,
): Promise<FastifyInstance> {
  const tlsFiles = tlsFilesOf(config)
  const tls = tlsFiles && (await readTlsFiles(tlsFiles))
  const app = createServer({
    logger,
    tls,
    tenantOf: (request) => requestIdentity.find(request)?.tenantId,
    trustProxy: trustedProxies(config.TRUST_PROXY),
    headersForUnread: (address) => limits.headersFor(address),
    timeouts: timeoutsOf(config),
    upgrades: isStreamUpgrade,
  })
  if (tlsFiles && tls) {
    const stop = followTlsFiles(app.server, tlsFiles, tls, logger)
    app.addHook('onClose', async () => stop())
  }
  return app
}

/** What is noted of keys: uses, refusals for the audit log, and guesses against their address. */
const watchKeys = ({
  keyUses,
  refused,
  threats: { screening },
}: Dependencies): Pick<AuthenticationParts, 'seeKey' | 'admitKey' | 'refused'> => ({
  seeKey: (keyId) => keyUses.see(keyId),
  admitKey: (request, identity) => screening.admitKey(request, identity),
  refused: {
    see(address, key, request) {
      refused.see(address, key)
      if (request) screening.seeRefused(request)
    },
  },
})

/** What happens before and after a call that is not cached: quotas, and news for streams. */
function writeHooks({
  plans,
  readUse,
  serviceLevels,
  streams,
  warnOfQuota: warn,
}: Dependencies): Pick<ApiOptions, 'admit' | 'onWritten'> {
  const quota = createQuotas({ today: serviceLevels.eventsToday, readUse, plans: plans.current, warn })
  const tell = tellEvents(streams.streams)
  return {
    admit: quota.admit,
    onWritten(...written) {
      quota.count(...written)
      tell(...written)
    },
  }
}

async function servePages(
  app: FastifyInstance,
  { DEMO_API_KEY: demoKey }: Config,
  vitals: VitalsOptions,
): Promise<void> {
  await app.register(snippetRoute)
  await app.register(vitalsRoute, vitals)
  await app.register(consoleRoute, { folder: consoleFolder })
  await app.register(landingRoute, { demoKey })
}

async function serveOperators(
  app: FastifyInstance,
  config: Config,
  dependencies: Dependencies,
  authenticate: ReturnType<typeof authentication>,
): Promise<void> {
  const { answers, upstreams, health, control, processes, readMetrics, readLog, metrics } = dependencies
  const { look } = health
  await app.register(performanceRoute, {
    ...{ authenticate, look, processes, readMetrics, readLog, answers },
    ...control,
  })
  await app.register(profilesRoute, { authenticate, recordProfile: dependencies.recordProfile })
  await app.register(slaRoute, { authenticate, readSla: dependencies.serviceLevels.readSla })
  await app.register(securityRoute, { authenticate, threats: dependencies.threats.threats })
  await app.register(faultsRoute, { authenticate, faults: dependencies.faults })
  const asking = {
    ...{ authenticate, maintenance: upstreams.maintenance, load: control.load },
    ...{ metrics: metrics.upstreams, secret: config.SIGNING_SECRET },
  }
  await app.register(alertsRoute, asking)
  await app.register(boardRoute, asking)
  await app.register(otlpRoute, asking)
  await app.register(operationsRoute, { look, authenticate })
}

/** Any other upgrade, such as that to HTTP/2 for which Java asks, is answered as a plain request. */
const isStreamUpgrade = ({ headers, url }: IncomingMessage) =>
  headers.upgrade?.toLowerCase() === 'websocket' && url?.split('?')[0] === streamPath

const tlsFilesOf = ({ TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile }: Config): TlsFiles | undefined =>
  certFile || keyFile ? { certFile, keyFile } : undefined

const timeoutsOf = (config: Config) => ({
  headersMs: config.HEADERS_TIMEOUT_MS,
  requestMs: config.REQUEST_TIMEOUT_MS,
  idleMs: config.IDLE_TIMEOUT_MS,
})

const limitsOf = (config: Config, counters: Dependencies['counters'], plans: () => Plans) =>
  createLimits({
    counters,
    plans,
    anonymousPerMinute: config.ANONYMOUS_PER_MINUTE,
    publicPerMinute: config.PUBLIC_PER_MINUTE,
    visitor: {
      requestsPerMinute: config.PUBLISHABLE_REQUESTS_PER_MINUTE,
      linesPerMinute: config.PUBLISHABLE_EVENTS_PER_MINUTE,
      newIdsPerMinute: config.PUBLISHABLE_NEW_IDS_PER_MINUTE,
      keyedPerMinute: config.PUBLISHABLE_IDEMPOTENCY_KEYS_PER_MINUTE,
      storedKilobytesPerDay: config.PUBLISHABLE_STORED_KB_PER_DAY,
    },
  })
