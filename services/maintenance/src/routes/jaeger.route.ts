import { calls, type Query } from '@inkling/contracts'
import type { TraceFilter } from '@inkling/database'
import { InklingError } from '@inkling/errors'
import { implement } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'
import { durationMs, jaegerKind, toJaeger } from '../domain/jaeger.ts'
import type { Traces } from './traces.ts'

type JaegerQuery = Query<typeof calls.jaegerTraces>

const dayMs = 24 * 3_600_000
const maxTraces = 200
const defaultTraces = 20

/** Serves the traces in the JSON of Jaeger's query service, which its UI and Grafana read. */
export async function jaegerRoute(app: FastifyInstance, { traces }: { readonly traces: Traces }): Promise<void> {
  const dayAgo = () => new Date(Date.now() - dayMs)

  implement(app, calls.jaegerServices, async (caller) =>
    listed([...new Set((await traces.names(caller, dayAgo())).map(({ service }) => service))]),
  )

  implement(app, calls.jaegerServiceOperations, async ({ params, ...caller }) => {
    const names = await traces.names(caller, dayAgo())
    return listed(names.filter(({ service }) => service === params.service).map(({ name }) => name))
  })

  implement(app, calls.jaegerOperations, async ({ query, ...caller }) => {
    const names = await traces.names(caller, dayAgo())
    const own = names.filter(({ service, kind }) => {
      const isOfKind = query.spanKind === undefined || query.spanKind === jaegerKind(kind)
      return service === query.service && isOfKind
    })
    return listed(own.map(({ name, kind }) => ({ name, spanKind: jaegerKind(kind) })))
  })

  implement(app, calls.jaegerTraces, async ({ query, ...caller }) => {
    if (query.traceID) return listed(toJaeger(await traces.spansOf(caller, [query.traceID])))
    const limit = Math.min(numberOf(query, 'limit', defaultTraces), maxTraces)
    const found = await traces.list(caller, filterOf(query), undefined, Math.max(1, limit))
    const ids = found.map(({ traceId }) => traceId)
    const byId = new Map(toJaeger(await traces.spansOf(caller, ids)).map((trace) => [trace.traceID, trace]))
    return listed(ids.flatMap((id) => byId.get(id) ?? []))
  })

  implement(app, calls.jaegerTrace, async ({ params: { id }, ...caller }) => {
    const found = toJaeger(await traces.spansOf(caller, [id]))
    if (found.length === 0) throw new InklingError('not_found', `There is no trace ${id}`)
    return listed(found)
  })

  implement(app, calls.jaegerDependencies, async ({ query, ...caller }) => {
    const to = new Date(numberOf(query, 'endTs', Date.now()))
    const from = new Date(to.getTime() - Math.min(numberOf(query, 'lookback', dayMs), dayMs))
    const edges = await traces.serviceMap(caller, { from, to })
    return listed(edges.map((edge) => ({ parent: edge.from, child: edge.to, callCount: edge.calls })))
  })
}

const listed = (data: readonly unknown[]) => ({ data, total: data.length, limit: 0, offset: 0, errors: null })

function filterOf(query: JaegerQuery): TraceFilter {
  const nowUs = Date.now() * 1000
  const attributes = tagsOf(query)
  const { error, ...others } = attributes
  // Jaeger's UI also sends `lookback=1h`, which says no more than start and end.
  return {
    from: new Date(numberOf(query, 'start', nowUs - dayMs * 1000) / 1000),
    to: new Date(numberOf(query, 'end', nowUs) / 1000),
    service: query.service,
    // Jaeger's UI sends this for any operation.
    operation: query.operation === 'all' ? undefined : query.operation,
    minMs: lengthOf(query, 'minDuration'),
    maxMs: lengthOf(query, 'maxDuration'),
    hasErrors: error === undefined ? undefined : error === 'true',
    attributes: others,
  }
}

function tagsOf({ tags }: JaegerQuery): Record<string, string> {
  if (!tags) return {}
  try {
    const given = JSON.parse(tags) as Record<string, unknown>
    return Object.fromEntries(Object.entries(given).map(([key, value]) => [key, String(value)]))
  } catch {
    throw invalid('tags', 'Send a JSON object such as {"http.route":"/search"}')
  }
}

function numberOf(query: JaegerQuery, name: 'limit' | 'start' | 'end' | 'endTs' | 'lookback', otherwise: number) {
  const text = query[name]
  if (!text) return otherwise
  const number = Number(text)
  if (Number.isFinite(number) && number >= 0 && number < 8.64e18) return number
  throw invalid(name, 'Send a whole number')
}

function lengthOf(query: JaegerQuery, name: 'minDuration' | 'maxDuration'): number | undefined {
  const text = query[name]
  if (!text) return undefined
  const ms = durationMs(text)
  if (ms === undefined) throw invalid(name, 'Send a duration such as 100ms or 1.2s')
  return ms
}

const invalid = (field: string, detail: string) =>
  new InklingError('validation_failed', `The parameter ${field} is not valid. ${detail}.`, {
    errors: [{ pointer: `/${field}`, code: 'format', detail }],
  })
