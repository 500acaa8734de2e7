import { currentIteration, type Tags } from './context.ts'

/** https://grafana.com/docs/k6/latest/using-k6/metrics/ */
export type MetricType = 'counter' | 'gauge' | 'rate' | 'trend'
/** Whether values are times in ms. */
type Contains = 'time' | 'default'

export interface MetricKind {
  readonly type: MetricType
  readonly contains: Contains
}

/** Values that were recorded for one metric with the same tags. */
export interface Series extends MetricKind {
  readonly metric: string
  readonly tags: Tags
  readonly values: number[]
}

const time = { type: 'trend', contains: 'time' } as const
const counter = { type: 'counter', contains: 'default' } as const

/**
 * The metrics that the host records. k6 has all of them but two: `http_req_latency`, from the moment at which an open
 * model wanted the iteration to start, and `iteration_lateness`, by how much the host started it later.
 */
const builtIn: Readonly<Record<string, MetricKind>> = {
  checks: { type: 'rate', contains: 'default' },
  dropped_iterations: counter,
  group_duration: time,
  http_req_blocked: time,
  http_req_duration: time,
  http_req_failed: { type: 'rate', contains: 'default' },
  http_req_latency: time,
  http_req_receiving: time,
  http_req_waiting: time,
  http_reqs: counter,
  iteration_duration: time,
  iteration_lateness: time,
  iterations: counter,
  vus: { type: 'gauge', contains: 'default' },
  vus_max: { type: 'gauge', contains: 'default' },
  ws_connecting: time,
  ws_msgs_received: counter,
  ws_msgs_sent: counter,
  ws_session_duration: time,
  ws_sessions: counter,
}

const kinds = new Map(Object.entries(builtIn))
let series = new Map<string, Series>()

/** Makes a metric known. As in k6, the same name may be registered again with the same type only. */
export function registerMetric(name: string, kind: MetricKind): void {
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(name))
    throw new Error(`The metric name "${name}" must have 1 to 128 letters, digits or underscores and no digit first.`)
  const known = kinds.get(name)
  if (known && (known.type !== kind.type || known.contains !== kind.contains))
    throw new Error(`The metric "${name}" exists as a ${known.type}; it cannot become a ${kind.type}.`)
  kinds.set(name, kind)
}

export const kindOf = (metric: string): MetricKind | undefined => kinds.get(metric)

/** Records a value with the tags of the iteration that calls and with further ones. */
export function record(metric: string, value: number, tags: Tags = {}): void {
  recordWith(metric, value, { ...currentIteration().tags, ...tags })
}

/** Records a value that belongs to no iteration. */
export function recordWith(metric: string, value: number, tags: Tags): void {
  const kind = kinds.get(metric)
  if (!kind) throw new Error(`The metric "${metric}" is not registered.`)
  const key = `${metric} ${JSON.stringify(tags)}`
  const known = series.get(key)
  if (known) known.values.push(value)
  else series.set(key, { ...kind, metric, tags, values: [value] })
}

/** What was recorded since the last call. */
export function takeSeries(): Series[] {
  const taken = [...series.values()]
  series = new Map()
  return taken
}
