import { basePath, calls } from '@inkling/contracts'
import {
  type Database,
  type ErrorGroupFilter,
  listErrorGroups,
  listTraces,
  type TraceFilter,
  type TraceRow,
} from '@inkling/database'
import type { Deadline } from '@inkling/resilience'
import { type Slo, type SloClass, slos } from '@inkling/telemetry'
import { alerts } from '@inkling/telemetry/alerts'
import { memoryMs } from '../domain/alerts/causes.ts'
import type { AlertExample } from '../routes/alerts.route.ts'

const serviceNames = ['prediction', 'suggestion', 'search', 'maintenance', 'worker']
/** Burn rates of long windows are read every five minutes. */
const seenLateMs = 5 * 60_000
const mostGroups = 20

type Subject = Parameters<AlertExample>[0]
type Facts = Pick<TraceFilter, 'hasErrors' | 'service' | 'route' | 'minMs' | 'attributes'>

/** The service where an alert is felt; strangers may send spans with errors of their own. */
const serviceOf = ({ circuit, service }: Subject['labels']) =>
  serviceNames.find((name) => name === circuit || name === service) ?? 'gateway'

const routesOf: Readonly<Partial<Record<SloClass, readonly { readonly path: string }[]>>> = {
  predict: [calls.predict],
  suggest: [calls.suggest],
  search: [calls.search, calls.searchByQuery],
  events: [calls.postEvents],
}

/** What harmed the objective of an alert may have happened in all of the window that the alert looks back on. */
function beganAfter({ name, since }: Subject): Date {
  const condition = alerts.find((one) => one.name === name)?.condition
  return new Date(Date.parse(since) - (condition ? memoryMs(condition) : 0) - seenLateMs)
}

const tooSlow = ({ classes, withinMs }: Slo): Facts[] =>
  classes.flatMap((name) => routesOf[name] ?? []).map(({ path }) => ({ route: basePath + path, minMs: withinMs }))

/** What is not called has no span and no error of its own: those of its callers tell of it. */
const uncalled = ({ name, labels }: Subject): string | undefined =>
  labels.circuit ?? (name === 'ProcessDown' ? labels.service : undefined)

/** Errors of the service itself, and of who could not call it. */
const failed = (dependency: string | undefined, service: string): Facts[] => [
  { hasErrors: true, service: `inkling-${service}` },
  ...(dependency === undefined ? [] : [{ hasErrors: true, attributes: { 'inkling.dependency.name': dependency } }]),
]

/**
 * A trace of what an alert is about: of a slow answer if its objective is about time, else one with an error. And the
 * newest group of errors of its service, or of the callers of what is not called; it leads to a trace if no other is
 * stored. What Postgres cannot tell in time is missing.
 */
export const createAlertExample =
  (database: Pick<Database, 'platform'>, now: () => number): AlertExample =>
  async (alert, deadline) => {
    if (alert.severity === 'info') return { exampleTraceId: null, errorId: null }
    const slo = slos.find(({ name, withinMs }) => name === alert.labels.slo && withinMs !== undefined)
    const service = serviceOf(alert.labels)
    const since = beganAfter(alert)
    const dependency = uncalled(alert)
    const wanted = slo ? tooSlow(slo) : failed(dependency, service)
    const groups = dependency === undefined ? { service } : { code: 'dependency_unavailable' }
    const inTime = { from: since, to: new Date(now()) }
    const [error, ...found] = await Promise.all([
      slo ? undefined : newestErrors(database, { ...groups, since }, deadline),
      ...wanted.map((facts) => newestTrace(database, { ...inTime, ...facts }, deadline)),
    ])
    const [trace] = found.filter((one) => one !== undefined).toSorted((a, b) => b.startUs - a.startUs)
    return { exampleTraceId: trace?.traceId ?? error?.traceId ?? null, errorId: error?.id ?? null }
  }

const newestTrace = (
  database: Pick<Database, 'platform'>,
  filter: TraceFilter,
  deadline: Deadline,
): Promise<TraceRow | undefined> =>
  listTraces(database, filter, undefined, 1, deadline).then(
    ([newest]) => newest,
    () => undefined,
  )

/** Errors of answers before those of other work of the process. */
async function newestErrors(database: Pick<Database, 'platform'>, filter: ErrorGroupFilter, deadline: Deadline) {
  const groups = await listErrorGroups(database, filter, undefined, mostGroups, deadline).catch(() => [])
  return groups.find(({ route }) => / \//.test(route)) ?? groups[0]
}
