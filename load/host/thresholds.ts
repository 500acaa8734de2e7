import type { MetricType } from './samples.ts'

export interface Threshold {
  /** As it was written. */
  readonly expression: string
  readonly aggregation: string
  readonly holds: (value: number) => boolean
  readonly abortOnFail: boolean
  readonly delayAbortMs: number
}

const comparisons: Readonly<Record<string, (value: number, limit: number) => boolean>> = {
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
  '==': (value, limit) => value === limit,
  '===': (value, limit) => value === limit,
  '!=': (value, limit) => value !== limit,
}

/** https://grafana.com/docs/k6/latest/using-k6/thresholds/ */
const aggregations: Readonly<Record<MetricType, RegExp>> = {
  counter: /^(count|rate)$/,
  gauge: /^value$/,
  rate: /^rate$/,
  trend: /^(avg|min|max|med|p\((\d+(\.\d+)?)\))$/,
}

/** Reads a threshold such as "p(95)<500". Throws if the type of metric does not have the aggregation. */
export function parseThreshold(
  metric: string,
  type: MetricType,
  expression: string,
): Omit<Threshold, 'abortOnFail' | 'delayAbortMs'> {
  const [, aggregation = '', sign = '', number = ''] =
    /^\s*([a-z]+(?:\([\d.]+\))?)\s*(<=|>=|===?|!=|<|>)\s*(-?\d+(?:\.\d+)?)\s*$/.exec(expression) ?? []
  const compare = comparisons[sign]
  if (!compare)
    throw new Error(`The threshold "${expression}" of ${metric} must be like "p(95)<500": aggregation, sign, number.`)
  if (!aggregations[type].test(aggregation))
    throw new Error(`The threshold "${expression}" of ${metric}: a ${type} has no aggregation "${aggregation}".`)
  return { expression, aggregation, holds: (value) => compare(value, Number(number)) }
}

/** A metric, and the tags that its samples must have: "http_req_duration{kind:search}". */
export function parseSelector(selector: string): { metric: string; tags: Readonly<Record<string, string>> } {
  const [, metric = '', inner] = /^([A-Za-z_]\w*)(?:\{(.*)\})?$/.exec(selector) ?? []
  if (metric === '')
    throw new Error(`The key "${selector}" of thresholds must be like "metric" or "metric{tag:value}".`)
  const pairs =
    inner === undefined ? [] : inner.split(',').map((pair) => pair.split(/:(.*)/s).map((part) => part.trim()))
  return { metric, tags: Object.fromEntries(pairs.map(([tag = '', value = '']) => [tag, value])) }
}
