import { randomUUID } from 'node:crypto'
import { InklingError } from '@inkling/errors'
import type { Logger } from '@inkling/telemetry'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { refuseUnread } from './refuse-unread.ts'
import { identify, sendError } from './send-error.ts'
import { validatorCompiler } from './validator-compiler.ts'

export interface ServerOptions {
  readonly logger: Logger
  /** Take the client address from X-Forwarded-For. */
  readonly trustProxy?: boolean
}

const requestIdPattern = /^[\w.:-]{1,128}$/

/**
 * A Fastify instance that answers errors as problems and validates by the contract's schemas. The service registers the
 * rest.
 */
export function createServer({ logger, trustProxy = false }: ServerOptions): FastifyInstance {
  const app = Fastify({
    loggerInstance: logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    frameworkErrors: (error, request, reply) => {
      identify(request, reply)
      sendError(error, request, reply)
    },
    clientErrorHandler: refuseUnread,
    return503OnClosing: false,
    trustProxy,
    requestTimeout: 60_000,
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
  app.setNotFoundHandler((request) => {
    throw new InklingError('not_found', `There is no ${request.method} ${request.url.split('?')[0]}`)
  })
  return app
}
