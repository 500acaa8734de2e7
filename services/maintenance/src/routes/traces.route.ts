import { calls, type Trace } from '@inkling/contracts'
import type { TimeRange, TraceKey } from '@inkling/database'
import { InklingError } from '@inkling/errors'
import { cursors, implement } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'
import { jaegerKind } from '../domain/jaeger.ts'
import { selfTimes, timeByName } from '../domain/self-times.ts'
import type { Span } from '../domain/span.ts'
import type { Traces } from './traces.ts'

export interface TracesOptions {
  readonly traces: Traces
  readonly secret: string
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const defaultLimit = 50
const tracesOfRoute = 100

export async function tracesRoute(app: FastifyInstance, { traces, secret }: TracesOptions): Promise<void> {
  const cursor = cursors<TraceKey>(secret, 'traces', '')

  implement(app, calls.listTraces, async ({ query, ...caller }) => {
    const { cursor: after, limit = defaultLimit, status, attribute, from, to, ...filter } = query
    const hasErrors = status && status === 'error'
    const range = rangeOf({ from, to }, dayMs)
    const whole = { ...filter, ...range, hasErrors, attributes: attributesOf(attribute) }
    const found = await traces.list(caller, whole, after ? cursor.decode(after) : undefined, limit + 1)
    const page = cursor.page([...found], limit, ({ startUs, traceId }) => ({ startUs, traceId }))
    return {
      ...page,
      data: page.data.map(({ startUs, durationUs, ...row }) => ({
        ...row,
        startedAt: new Date(startUs / 1000).toISOString(),
        durationMs: durationUs / 1000,
        status: row.errors > 0 ? ('error' as const) : ('ok' as const),
      })),
    }
  })

  implement(app, calls.getTrace, async ({ params: { id }, ...caller }) => {
    const spans = await traces.spansOf(caller, [id])
    if (spans.length === 0)
      throw new InklingError('not_found', `There is no trace ${id}: it was not kept, is too old, or ended just now`)
    return traceOf(id, spans)
  })

  implement(app, calls.getServiceMap, async ({ query, ...caller }) => ({
    edges: [...(await traces.serviceMap(caller, rangeOf(query, hourMs, dayMs)))],
  }))

  implement(app, calls.listSlowestOperations, async ({ query, ...caller }) => ({
    data: [...(await traces.slowest(caller, rangeOf(query, hourMs, dayMs), query.limit ?? defaultLimit))],
  }))

  implement(app, calls.getRouteTime, async ({ query, ...caller }) => {
    const ids = await traces.latestOf(caller, query.route, rangeOf(query, hourMs), tracesOfRoute)
    return { traces: ids.length, data: timeByName(await traces.spansOf(caller, ids)) }
  })
}

/** @throws InklingError validation_failed if the range is empty, or longer than `maxMs` */
function rangeOf(
  { from, to }: { from?: string | undefined; to?: string | undefined },
  defaultMs: number,
  maxMs = Number.POSITIVE_INFINITY,
): TimeRange {
  const end = to === undefined ? new Date() : new Date(to)
  const begin = from === undefined ? new Date(end.getTime() - defaultMs) : new Date(from)
  if (begin >= end) throw outOfRange('from must be before to', 'Send a time before `to`, which is now unless given')
  if (end.getTime() - begin.getTime() > maxMs)
    throw outOfRange('from and to must be 24 hours apart at most', 'Send a later time, or an earlier `to`')
  return { from: begin, to: end }
}

const outOfRange = (what: string, detail: string) =>
  new InklingError('validation_failed', what, { errors: [{ pointer: '/from', code: 'range', detail }] })

function attributesOf(pair: string | undefined): Record<string, string> {
  if (pair === undefined) return {}
  const at = pair.indexOf('=')
  return { [pair.slice(0, at)]: pair.slice(at + 1) }
}

function traceOf(traceId: string, spans: readonly Span[]): Trace {
  const startUs = spans[0]?.startUs ?? 0
  const endUs = spans.reduce((end, span) => Math.max(end, span.startUs + span.durationUs), 0)
  const self = selfTimes(spans)
  return {
    traceId,
    startedAt: new Date(startUs / 1000).toISOString(),
    durationMs: (endUs - startUs) / 1000,
    spans: spans.map(
      ({ spanId, parentId, name, service, kind, isError, message, attributes, events, links, ...times }) => ({
        spanId,
        parentId,
        name,
        service,
        kind: jaegerKind(kind) as Trace['spans'][number]['kind'],
        startMs: (times.startUs - startUs) / 1000,
        durationMs: times.durationUs / 1000,
        selfMs: (self.get(spanId) ?? 0) / 1000,
        status: isError ? 'error' : 'ok',
        message,
        attributes: { ...attributes },
        events: events.map(({ atUs, ...event }) => ({
          name: event.name,
          atMs: (atUs - startUs) / 1000,
          attributes: { ...event.attributes },
        })),
        links: [...links],
      }),
    ),
  }
}
