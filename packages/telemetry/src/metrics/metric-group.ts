import { TraceFlags, trace } from '@opentelemetry/api'
import client, { type LabelValues, type Registry } from '@prometheus-io/client'

/** Makes metrics that export through one registry. */
export interface MetricFactory {
  counter<L extends string = never>(name: string, help: string, labelNames?: readonly L[]): client.Counter<L>
  gauge<L extends string = never>(name: string, help: string, labelNames?: readonly L[]): client.Gauge<L>
  /** A gauge that is read when metrics are collected, so that a change costs nothing. */
  sampledGauge<L extends string = never>(name: string, help: string, labelNames?: readonly L[]): SampledGauge<L>
  histogram<L extends string = never>(
    name: string,
    help: string,
    buckets: number[],
    labelNames?: readonly L[],
  ): client.Histogram<L>
  /** A histogram whose buckets each name a trace, as an exemplar. */
  tracedHistogram<L extends string = never>(
    name: string,
    help: string,
    buckets: number[],
    labelNames?: readonly L[],
  ): TracedHistogram<L>
}

interface SampledGauge<L extends string> {
  /** Exports what `read` returns, under these labels. Returns a function that ends it. */
  sample(labels: Partial<Record<L, string>>, read: () => number): () => void
  /** Exports all that `read` finds, which may take its time. */
  sampleAll(read: () => Promise<readonly (readonly [labels: Record<L, string>, value: number])[]>): void
}

interface TracedHistogram<L extends string> {
  /** @param traceId of a trace that can be looked up; default: that of the active span, if it is sampled */
  observe(labels: LabelValues<L>, value: number, traceId?: string): void
}

/** Returns the metrics of a registry. */
export interface MetricGroup<G> {
  (registry?: Registry): G
  /** Who feeds the metrics, for METRICS.md. */
  readonly fedBy: string
}

/**
 * Declares the metrics of one owner. They are registered when the owner first asks for the group, so a process exports
 * only the groups that it feeds. Every later call for the same registry returns the same metrics.
 * Label values are bounded: a label never holds a tenant, a user or an item.
 */
export function metricGroup<G>(fedBy: string, define: (make: MetricFactory) => G): MetricGroup<G> {
  const groups = new WeakMap<Registry, G>()
  const groupOf = (registry: Registry = client.register) => {
    const group = groups.get(registry) ?? define(factoryOf(registry))
    groups.set(registry, group)
    return group
  }
  return Object.assign(groupOf, { fedBy })
}

function factoryOf(registry: Registry): MetricFactory {
  const registers = [registry]
  return {
    counter: (name, help, labelNames = []) =>
      new client.Counter({ name: `inkling_${name}`, help, labelNames, registers }),
    gauge: (name, help, labelNames = []) => new client.Gauge({ name: `inkling_${name}`, help, labelNames, registers }),
    sampledGauge: (name, help, labelNames = []) =>
      sampledGauge({ name: `inkling_${name}`, help, labelNames, registers }),
    histogram: (name, help, buckets, labelNames = []) =>
      new client.Histogram({ name: `inkling_${name}`, help, buckets, labelNames, registers }),
    tracedHistogram: (name, help, buckets, labelNames = []) =>
      tracedHistogram(registry, { name: `inkling_${name}`, help, buckets, labelNames }),
  }
}

function sampledGauge<L extends string>(config: client.GaugeConfiguration<L>): SampledGauge<L> {
  const readers = new Map<LabelValues<L>, () => number>()
  const finders: Parameters<SampledGauge<L>['sampleAll']>[0][] = []
  const gauge = new client.Gauge<L>({
    ...config,
    async collect() {
      for (const [labels, read] of readers) this.set(labels, read())
      const found = await Promise.all(finders.map((read) => read()))
      for (const [labels, value] of found.flat()) this.set(labels as LabelValues<L>, value)
    },
  })
  return {
    sample(of, read) {
      const labels = of as LabelValues<L>
      readers.set(labels, read)
      return () => {
        readers.delete(labels)
        gauge.remove(labels)
      }
    },
    sampleAll: (read) => void finders.push(read),
  }
}

function tracedHistogram<L extends string>(
  registry: Registry,
  config: client.HistogramConfiguration<L | 'trace_id'>,
): TracedHistogram<L> {
  // The client registers one with exemplars only where nothing but OpenMetrics is served; exposition.ts serves both.
  const histogram = new client.Histogram<L | 'trace_id'>({ ...config, enableExemplars: true, registers: [] })
  registry.registerMetric(histogram)
  return {
    observe: (labels, value, traceId = sampledTrace()) =>
      histogram.observe(traceId ? { labels, value, exemplarLabels: { trace_id: traceId } } : { labels, value }),
  }
}

function sampledTrace(): string | undefined {
  const span = trace.getActiveSpan()?.spanContext()
  return span && span.traceFlags & TraceFlags.SAMPLED ? span.traceId : undefined
}
