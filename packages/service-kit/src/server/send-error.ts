import { type ErrorCode, InklingError, toProblem } from '@inkling/errors'
import { operatorTextOf, rememberLine, reportFault } from '@inkling/telemetry'
import { trace } from '@opentelemetry/api'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { RepeatedLines } from './repeated-lines.ts'
import { traceparentOf } from './traceparent.ts'

/**
 * Returns an error handler that answers an error as application/problem+json (RFC 9457). The log also gets facts that
 * the caller may not read. Faults of ours are reported as those of the tenant.
 */
export const errorHandler =
  (repeated: RepeatedLines, tenantOf: (request: FastifyRequest) => string | undefined) =>
  (thrown: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const error = toInklingError(thrown, request)
    // The rest of the body is read and dropped. If the connection closed at once, the client could not read the answer.
    if (error.code === 'payload_too_large') reply.removeHeader('connection')
    log(error, request, repeated)
    if (error.status >= 500) report(error, request, tenantOf(request) ?? '')
    if (error.code === 'unauthenticated') reply.header('www-authenticate', 'Bearer realm="inkling"')
    if (error.retryAfterSeconds !== undefined) reply.header('retry-after', error.retryAfterSeconds)
    const traceId = trace.getActiveSpan()?.spanContext().traceId ?? ''
    const problem = toProblem(error, { instance: request.url, requestId: request.id, traceId })
    return reply.status(error.status).type('application/problem+json').send(problem)
  }

function report(error: InklingError, { method, routeOptions }: FastifyRequest, tenantId: string): void {
  trace.getActiveSpan()?.setAttributes(causeOf(error))
  reportFault({ code: error.code, error, route: `${method} ${routeOptions.url ?? 'unknown'}`, tenantId })
}

/**
 * Why a request failed, for its span. OpenTelemetry has no attribute for the state of a circuit, and its `peer.service`
 * on the span of a server would name the caller.
 */
const causeOf = ({ code, dependency }: InklingError) => ({
  'inkling.problem.code': code,
  ...(dependency && { 'inkling.dependency.name': dependency.name, 'inkling.circuit.state': dependency.circuit }),
})

/** Errors that say all in one line. A flood of them must not fill the disk with stacks. */
const expected: readonly ErrorCode[] = ['overloaded']

/** A dependency that fails, and an overload, refuse many requests with the same words. */
const oftenAtOnce: readonly ErrorCode[] = ['overloaded', 'dependency_unavailable']

/**
 * A fault of the caller or a refusal is one line without a stack, and of equal ones the first ten in a minute. Further
 * errors of ours are kept in memory for their traces. Requests over a limit are logged at `debug`. Every other error is
 * logged.
 */
function log(error: InklingError, request: FastifyRequest, repeated: RepeatedLines): void {
  const { code, status, errors, operatorText, dependency } = error
  const { log, method, routeOptions } = request
  const facts = { code, status, method, route: routeOptions.url ?? 'unknown' }
  const isOften = status < 500 || oftenAtOnce.includes(code)
  const fate = isOften ? repeated.count(facts, operatorText) : 'written'
  // Pointers and details may quote the caller.
  const faults = errors.length > 0 && { faults: errors.map((fault) => fault.code) }
  const below = dependency && { dependency: dependency.name, circuit: dependency.circuit }
  const line = { requestId: request.id, ...facts, ...faults, ...below }
  if (fate === 'remembered' && status >= 500) rememberLine('error', line, operatorText)
  if (fate !== 'written') return
  if (code === 'rate_limited') log.debug(line, operatorText)
  else if (status < 500) log.info(line, operatorText)
  else log.error(expected.includes(code) ? line : { ...line, err: error }, operatorText)
}

/**
 * Sets the headers that the tracing plugin sets on every answer, for a request that is rejected before any plugin sees
 * it.
 */
export function identify(request: FastifyRequest, reply: FastifyReply): void {
  reply.header('x-request-id', request.id)
  reply.header('traceparent', traceparentOf(trace.getTracer('inkling.http').startSpan('rejected')))
  reply.header('server-timing', `app;dur=${reply.elapsedTime.toFixed(1)}`)
}

function mediaTypeFix({ headers: { 'content-type': given }, server }: FastifyRequest): string {
  if (server.hasContentTypeParser('application/x-protobuf')) return 'Send application/x-protobuf or application/json'
  const fix = 'Send application/json; calls that take many lines also accept application/x-ndjson'
  // What curl sends for -d unless it is told otherwise.
  if (!given?.startsWith('application/x-www-form-urlencoded')) return fix
  return `${fix}. With curl, add -H "Content-Type: application/json"`
}

function toInklingError(cause: FastifyError, request: FastifyRequest): InklingError {
  if (cause instanceof InklingError) return cause
  switch (cause.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new InklingError('payload_too_large', 'The body is larger than this call allows; send it in parts', {
        cause,
      })
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new InklingError('unsupported_media_type', mediaTypeFix(request), { cause })
  }
  const isClientFault = cause.statusCode !== undefined && cause.statusCode >= 400 && cause.statusCode < 500
  if (isClientFault) return new InklingError('bad_request', cause.message, { cause })
  return new InklingError('internal', 'Something went wrong on our side; the request id helps to find it', {
    internal: operatorTextOf(cause),
    cause,
  })
}
