import { defineCall } from '../call.ts'
import {
  JaegerAnswer,
  JaegerQuery,
  JaegerService,
  RangeQuery,
  RouteTime,
  RouteTimeQuery,
  ServiceMap,
  SlowestOperations,
  SlowestQuery,
  Trace,
  TracePage,
  TraceParams,
  TracesQuery,
} from '../schemas/trace.ts'

const reading = {
  service: 'maintenance',
  scope: 'ops:read',
  priority: 'critical',
  idempotent: true,
  method: 'GET',
} as const

export const listTraces = defineCall({
  ...reading,
  id: 'listTraces',
  path: '/performance/traces',
  summary: 'List traces of requests, newest first',
  description: `Returns the traces of the last day that the trace store has kept: those with an error, the slowest of
each route and minute, and a share of the others. A trace appears within 3 s of its end.`,
  query: TracesQuery,
  answers: { 200: TracePage },
})

export const getTrace = defineCall({
  ...reading,
  id: 'getTrace',
  path: '/performance/traces/:id',
  summary: 'Get a trace with all its spans',
  description: `Returns the spans by start, and how long each took without its children. Spans that were lost or come
from a process that does not send them are missing; a span then names a parent that is not there.`,
  params: TraceParams,
  answers: { 200: Trace },
})

export const getServiceMap = defineCall({
  ...reading,
  id: 'getServiceMap',
  path: '/performance/traces/service-map',
  summary: 'Get which services call each other',
  description: `Counts the calls in kept traces only, so errors and slow calls are more frequent than in all. It covers
24 hours at most.`,
  query: RangeQuery,
  answers: { 200: ServiceMap },
})

export const listSlowestOperations = defineCall({
  ...reading,
  id: 'listSlowestOperations',
  path: '/performance/traces/slowest',
  summary: 'List the slowest operations of all services',
  description: 'Counts the spans of kept traces, by service and name. It covers 24 hours at most.',
  query: SlowestQuery,
  answers: { 200: SlowestOperations },
})

export const getRouteTime = defineCall({
  ...reading,
  id: 'getRouteTime',
  path: '/performance/traces/route-time',
  summary: 'Get where the time of a route goes',
  description: 'Sums up the time that spans took without their children, over the newest 100 traces of the route.',
  query: RouteTimeQuery,
  answers: { 200: RouteTime },
})

const jaeger = {
  ...reading,
  description: 'Answers as Jaeger’s query service does, so that Jaeger’s UI and Grafana can read the trace store.',
  answers: { 200: JaegerAnswer },
} as const

export const jaegerServices = defineCall({
  ...jaeger,
  id: 'jaegerServices',
  path: '/performance/jaeger/api/services',
  summary: 'List services in the form of Jaeger',
})

export const jaegerServiceOperations = defineCall({
  ...jaeger,
  id: 'jaegerServiceOperations',
  path: '/performance/jaeger/api/services/:service/operations',
  summary: 'List operations of a service in the form of Jaeger',
  params: JaegerService,
})

export const jaegerOperations = defineCall({
  ...jaeger,
  id: 'jaegerOperations',
  path: '/performance/jaeger/api/operations',
  summary: 'List operations and kinds in the form of Jaeger',
  query: JaegerQuery,
})

export const jaegerTraces = defineCall({
  ...jaeger,
  id: 'jaegerTraces',
  path: '/performance/jaeger/api/traces',
  summary: 'Search traces in the form of Jaeger',
  description: `Takes the parameters of Jaeger’s query service: \`service\`, \`operation\`, \`tags\` (JSON), \`start\`
and \`end\` in µs since 1970, \`minDuration\` and \`maxDuration\` such as \`100ms\`, and \`limit\`.`,
  query: JaegerQuery,
})

export const jaegerTrace = defineCall({
  ...jaeger,
  id: 'jaegerTrace',
  path: '/performance/jaeger/api/traces/:id',
  summary: 'Get a trace in the form of Jaeger',
  params: TraceParams,
  query: JaegerQuery,
})

export const jaegerDependencies = defineCall({
  ...jaeger,
  id: 'jaegerDependencies',
  path: '/performance/jaeger/api/dependencies',
  summary: 'List which services call each other, as Jaeger',
  description: 'Takes `endTs` and `lookback` in ms.',
  query: JaegerQuery,
})
