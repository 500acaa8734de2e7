import { calls } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { implement } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'
import { jaegerKind, toJaeger } from '../domain/jaeger.ts'
import { dependencyTimeOf, traceFilterOf, traceIdOf, traceLimitOf } from '../domain/jaeger-query.ts'
import type { Traces } from './traces.ts'

const dayMs = 24 * 3_600_000

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
    const traceId = traceIdOf(query)
    if (traceId !== undefined) return listed(toJaeger(await traces.spansOf(caller, [traceId])))
    const found = await traces.list(caller, traceFilterOf(query, Date.now()), undefined, traceLimitOf(query))
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
    const edges = await traces.serviceMap(caller, dependencyTimeOf(query, Date.now()))
    return listed(edges.map((edge) => ({ parent: edge.from, child: edge.to, callCount: edge.calls })))
  })
}

const listed = (data: readonly unknown[]) => ({ data, total: data.length, limit: 0, offset: 0, errors: null })
