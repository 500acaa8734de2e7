import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { Logger } from '@inkling/telemetry'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyRequest, LogController } from 'fastify'
import { signedCaller } from '../calls/signed-requests.ts'
import { checkQuery } from './check-query.ts'
import { type HeadersForUnread, refuseUnread } from './refuse-unread.ts'
import { refuseUnrouted } from './refuse-unrouted.ts'
import { RepeatedLines } from './repeated-lines.ts'
import { errorHandler, identify } from './send-error.ts'
import { oldestTls, type TlsPair } from './tls-files.ts'
import { validatorCompiler } from './validator-compiler.ts'

export interface ServerOptions {
  readonly logger: Logger
  /**
   * Trusted proxies: the number of proxies before this server, or the networks they are in. The client
   * address is the right-most one that none of them added for another of them.
   */
  readonly trustProxy?: number | readonly string[]
  /** Headers for a request that no hook sees because it cannot be read, such as what is left of the sender's limit. */
  readonly headersForUnread?: HeadersForUnread
  readonly timeouts?: ServerTimeouts
  /** Which requests for another protocol are upgrades; all others are answered over HTTP. Defaults to none. */
  readonly upgrades?: (request: IncomingMessage) => boolean
  /** Speaks HTTPS with this certificate, TLS 1.2 or later, instead of HTTP. */
  readonly tls?: TlsPair | undefined
  /** The tenant for whom a request is made, if it is known. Defaults to that of the signed request. */
  readonly tenantOf?: (request: FastifyRequest) => string | undefined
}

/** How long a client may take, so that slow ones do not hold connections. */
export interface ServerTimeouts {
  /** For the head of a request. */
  readonly headersMs: number
  /** For the whole request. */
  readonly requestMs: number
  /** Between two requests on a connection. */
  readonly idleMs: number
}

const defaultTimeouts: ServerTimeouts = { headersMs: 15_000, requestMs: 60_000, idleMs: 72_000 }
/** How often Node looks for connections that are over their time. */
const checkEveryMs = 1_000
const minuteMs = 60_000

const requestIdPattern = /^[\w.:-]{1,128}$/

/**
 * A Fastify instance that answers errors as problems and validates by the contract's schemas. The service registers the
 * rest.
 */
export function createServer({
  logger,
  trustProxy = 0,
  headersForUnread = () => ({}),
  timeouts = defaultTimeouts,
  upgrades = () => false,
  tls,
  tenantOf = (request) => signedCaller.find(request)?.principal.tenantId,
}: ServerOptions): FastifyInstance {
  const repeated = new RepeatedLines(logger)
  const sendError = errorHandler(repeated, tenantOf)
  const http = {
    headersTimeout: timeouts.headersMs,
    connectionsCheckingInterval: checkEveryMs,
    shouldUpgradeCallback: upgrades,
  }
  const app = Fastify({
    loggerInstance: logger as FastifyBaseLogger,
    rewriteUrl: ({ url = '/' }) => originForm(url),
    // Every line takes the request id from its context, in adapters that know no request, too.
    childLoggerFactory: (logger) => logger,
    logController: new LogController({ disableRequestLogging: true }),
    frameworkErrors: (error, request, reply) => {
      identify(request, reply)
      reply.headers(headersForUnread(request.ip))
      sendError(error, request, reply)
    },
    clientErrorHandler: (error, socket) => refuseUnread(error, socket, headersForUnread),
    return503OnClosing: false,
    // A busy machine takes its time to compile and compress what a service serves.
    pluginTimeout: 120_000,
    trustProxy: trusted(trustProxy),
    requestTimeout: timeouts.requestMs,
    keepAliveTimeout: timeouts.idleMs,
    http,
    ...(tls && { https: { ...http, ...tls, minVersion: oldestTls, handshakeTimeout: timeouts.headersMs } }),
    routerOptions: { maxParamLength: 1024 },
    genReqId: (request) => {
      const given = request.headers['x-request-id']
      return typeof given === 'string' && requestIdPattern.test(given) ? given : `req_${randomUUID()}`
    },
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(() => JSON.stringify)
  app.removeAllContentTypeParsers()
  app.setErrorHandler(sendError)
  const minutes = setInterval(() => repeated.endMinute(), minuteMs).unref()
  app.addHook('onClose', async () => {
    clearInterval(minutes)
    repeated.endMinute()
  })
  app.addHook('onRequest', (request, _reply, done) => {
    // Clients often send their usual Content-Type with a call that has no body.
    if (!hasBody(request.headers) && takesNoBody(request)) delete request.headers['content-type']
    done()
  })
  refuseUnrouted(app)
  app.addHook('preParsing', ({ url }, _reply, _payload, done) => {
    checkQuery(url)
    done()
  })
  return app
}

/**
 * The path and query of a target in absolute form (RFC 9112, section 3.2.2), which every server must accept. The router
 * ignores what stands before the path, so nothing that compares paths may see it.
 */
const originForm = (target: string): string => {
  const path = target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '')
  return path === target || path.startsWith('/') ? path : `/${path}`
}

const hasBody = (headers: IncomingHttpHeaders): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

const takesNoBody = ({ method, routeOptions: { schema } }: FastifyRequest): boolean =>
  method === 'DELETE' || (schema !== undefined && schema.body === undefined)

const trusted = (proxies: number | readonly string[]) =>
  typeof proxies === 'number' ? proxies > 0 && ((_address: string, hop: number) => hop < proxies) : [...proxies]
