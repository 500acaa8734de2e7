import { basePath, type Call, calls } from '@inkling/contracts'
import { type CountedAnswer, keptTrace } from '@inkling/service-kit'
import type { AnswerClass, sloMetrics } from '@inkling/telemetry'
import type { FastifyInstance } from 'fastify'
import { storedEvents } from './limits/quotas.ts'
import { requestIdentity } from './request-identity.ts'

export interface CountAnswersOptions {
  readonly count: (answer: CountedAnswer) => void
  /** From when on the trace of an answer is kept whole. */
  readonly traceSlowMs: number
  readonly metrics: Pick<ReturnType<typeof sloMetrics>, 'answers'>
}

const classes: Readonly<Record<string, AnswerClass>> = {
  predict: 'predict',
  suggest: 'suggest',
  search: 'search',
  searchByQuery: 'search',
  postEvents: 'events',
}
const routeOf = (method: string, path: string) => `${method} ${path}`
const classByRoute = new Map<string, AnswerClass>(
  Object.values<Call>(calls)
    .filter(({ scope }) => scope)
    .map(({ id, method, path }) => [routeOf(method, basePath + path), classes[id] ?? 'other']),
)
const firstError = 500

/**
 * Counts every answer of the API for service-level objectives: those to a valid key, and the errors of requests whose
 * key could not be checked. Pages, probes and unknown paths do not count.
 */
export function countAnswers(app: FastifyInstance, { count, metrics, traceSlowMs }: CountAnswersOptions): void {
  storedEvents.declare(app)
  app.addHook('onResponse', (request, { statusCode, elapsedTime: elapsedMs }, done) => {
    done()
    const of = classByRoute.get(routeOf(request.method, request.routeOptions.url ?? ''))
    const tenantId = requestIdentity.find(request)?.tenantId ?? ''
    const isError = statusCode >= firstError
    if (of === undefined || (tenantId === '' && !isError)) return
    count({ tenantId, class: of, isError, elapsedMs, events: storedEvents.find(request)?.count })
    const labels = { class: of, outcome: isError ? 'error' : 'ok' }
    metrics.answers.observe(labels, elapsedMs / 1_000, keptTrace(request, statusCode, elapsedMs, traceSlowMs))
  })
}
