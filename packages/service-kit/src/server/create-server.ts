import { randomUUID } from 'node:crypto'
import { InklingError, toProblem } from '@inkling/errors'
import type { Logger } from '@inkling/telemetry'
import { trace } from '@opentelemetry/api'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify'
import { NdjsonBody } from '../calls/body-lines.ts'
import { refuseUnread } from './refuse-unread.ts'
import { traceparentOf } from './traceparent.ts'
import { validatorCompiler } from './validator-compiler.ts'

export interface ServerOptions {
  readonly logger: Logger
  /** Take the client address from X-Forwarded-For. */
  readonly trustProxy?: boolean
}

const requestIdPattern = /^[\w.:-]{1,128}$/

/** A Fastify instance that speaks our errors and validates by our schemas; all else is registered by the service. */
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

/** Bodies as values: JSON, merge patches and NDJSON. `check` sees the bytes first. */
export function parseJsonBodies(app: FastifyInstance, check: (request: FastifyRequest, body: Buffer) => void): void {
  const parse = (read: (text: string) => unknown) => async (request: FastifyRequest, body: Buffer) => {
    check(request, body)
    return read(body.toString())
  }
  app.addContentTypeParser(
    ['application/json', 'application/merge-patch+json'],
    { parseAs: 'buffer' },
    parse(parseJson),
  )
  app.addContentTypeParser(
    'application/x-ndjson',
    { parseAs: 'buffer' },
    parse((text) => new NdjsonBody(text)),
  )
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new InklingError('malformed_json', `The body is not valid JSON: ${(cause as Error).message}`, { cause })
  }
}

/** What the tracing plugin puts on every answer, for requests that are refused before any plugin sees them. */
function identify(request: FastifyRequest, reply: FastifyReply): void {
  reply.header('x-request-id', request.id)
  reply.header('traceparent', traceparentOf(trace.getTracer('inkling.http').startSpan('refused')))
  reply.header('server-timing', `app;dur=${reply.elapsedTime.toFixed(1)}`)
}

/** Answers an error as application/problem+json (RFC 9457) and logs what the caller may not read. */
function sendError(thrown: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const error = toInklingError(thrown)
  // The rest of a body that is too large is read and dropped: closing at once would break the pipe before the answer is read.
  if (error.code === 'payload_too_large') reply.removeHeader('connection')
  const log = error.status >= 500 ? request.log.error : request.log.info
  log.call(request.log, { err: error, code: error.code }, error.message)
  if (error.retryAfterSeconds !== undefined) reply.header('retry-after', error.retryAfterSeconds)
  const traceId = trace.getActiveSpan()?.spanContext().traceId ?? ''
  const problem = toProblem(error, { instance: request.url, requestId: request.id, traceId })
  return reply.status(error.status).type('application/problem+json').send(problem)
}

function toInklingError(error: FastifyError): InklingError {
  if (error instanceof InklingError) return error
  const cause = error
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new InklingError('payload_too_large', 'The body is larger than this call takes; send it in parts', {
        cause,
      })
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new InklingError(
        'unsupported_media_type',
        'Send application/json, or application/x-ndjson where a call takes many',
        { cause },
      )
  }
  const isClientFault = error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500
  if (isClientFault) return new InklingError('bad_request', error.message, { cause })
  return new InklingError('internal', 'Something went wrong on our side; the request id helps to find it', {
    internal: error.message,
    cause,
  })
}
