import client, { type Registry } from '@prometheus-io/client'

/** Makes metrics that export through one registry. */
export interface MetricFactory {
  counter<L extends string = never>(name: string, help: string, labelNames?: readonly L[]): client.Counter<L>
  gauge<L extends string = never>(name: string, help: string, labelNames?: readonly L[]): client.Gauge<L>
  histogram<L extends string = never>(
    name: string,
    help: string,
    buckets: number[],
    labelNames?: readonly L[],
  ): client.Histogram<L>
}

/**
 * Declares the metrics of one owner. They are registered when the owner first asks for the group, so a process exports
 * only the groups that it feeds. Every later call for the same registry returns the same metrics.
 * Label values are bounded: a label never holds a tenant, a user or an item.
 */
export function metricGroup<G>(define: (make: MetricFactory) => G): (registry?: Registry) => G {
  const groups = new WeakMap<Registry, G>()
  return (registry = client.register) => {
    const group = groups.get(registry) ?? define(factoryOf(registry))
    groups.set(registry, group)
    return group
  }
}

function factoryOf(registry: Registry): MetricFactory {
  const registers = [registry]
  return {
    counter: (name, help, labelNames = []) =>
      new client.Counter({ name: `inkling_${name}`, help, labelNames, registers }),
    gauge: (name, help, labelNames = []) => new client.Gauge({ name: `inkling_${name}`, help, labelNames, registers }),
    histogram: (name, help, buckets, labelNames = []) =>
      new client.Histogram({ name: `inkling_${name}`, help, buckets, labelNames, registers }),
  }
}
