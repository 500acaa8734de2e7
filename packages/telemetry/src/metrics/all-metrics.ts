import client from '@prometheus-io/client'
import * as telemetry from '../index.ts'
import type { MetricGroup } from './metric-group.ts'

export interface DescribedMetric {
  readonly name: string
  readonly help: string
  readonly type: string
  readonly labelNames: readonly string[]
  /** Of a histogram. */
  readonly upperBounds?: readonly number[]
  readonly fedBy: string
}

/** Every metric that a group of this package declares, by name. */
export function allMetrics(): DescribedMetric[] {
  return Object.entries(telemetry)
    .filter(([name]) => name.endsWith('Metrics'))
    .flatMap(([, group]) => metricsOf(group as MetricGroup<unknown>))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

function metricsOf(group: MetricGroup<unknown>): DescribedMetric[] {
  const registry = new client.Registry()
  group(registry)
  const metrics = registry.getMetricsAsArray() as unknown as Omit<DescribedMetric, 'fedBy'>[]
  return metrics.map(({ name, help, type, labelNames, upperBounds }) => ({
    name,
    help,
    type,
    labelNames,
    ...(upperBounds && { upperBounds }),
    fedBy: group.fedBy,
  }))
}
