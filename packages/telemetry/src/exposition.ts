import client, { type Registry } from '@prometheus-io/client'

export interface Exposition {
  readonly contentType: string
  readonly text: string
}

type Named = client.Metric & { readonly name: string }

/**
 * All metrics of a registry, as text: OpenMetrics, with exemplars, or the text format of Prometheus.
 */
export async function exposition(isOpenMetrics = false, registry: Registry = client.register): Promise<Exposition> {
  const asked = isOpenMetrics ? openMetrics(registry) : registry
  return { contentType: asked.contentType, text: await asked.metrics() }
}

/**
 * The same metrics in a registry of its own: in one that serves OpenMetrics, the client renames counters for good, and
 * the text format would lose their `_total`.
 */
function openMetrics(registry: Registry) {
  const open = new client.Registry(client.openMetricsContentType)
  for (const metric of registry.getMetricsAsArray() as unknown as readonly Named[])
    open.registerMetric({ name: metric.name, get: () => familyOf(metric) } as unknown as client.Metric)
  return open
}

async function familyOf(metric: Named) {
  const family = await metric.get()
  return { ...family, name: family.name.replace(/_total$/, '') }
}
