import type { Span } from './span.ts'

/** Kinds as Jaeger's tag `span.kind` names them, by OTLP's numbers. */
const kinds = [undefined, 'internal', 'server', 'client', 'producer', 'consumer']

export const jaegerKind = (kind: number): string => kinds[kind] ?? ''

/** The traces of these spans in the JSON of Jaeger's query service. Times are in µs. */
export function toJaeger(spans: readonly Span[]) {
  return [...Map.groupBy(spans, ({ traceId }) => traceId)].map(([traceID, own]) => {
    const services = [...new Set(own.map(({ service }) => service))].toSorted()
    const processOf = new Map(services.map((service, place) => [service, `p${place + 1}`]))
    return {
      traceID,
      spans: own.map((span) => toJaegerSpan(span, processOf.get(span.service) ?? '')),
      processes: Object.fromEntries(services.map((serviceName, i) => [`p${i + 1}`, { serviceName, tags: [] }])),
      warnings: null,
    }
  })
}

function toJaegerSpan(span: Span, processID: string) {
  const {
    traceId: traceID,
    spanId,
    parentId,
    name,
    startUs,
    durationUs,
    attributes,
    events,
    links,
    isError,
    message,
  } = span
  const kind = kinds[span.kind]
  return {
    traceID,
    spanID: spanId,
    operationName: name,
    references: [
      ...(parentId === null ? [] : [{ refType: 'CHILD_OF', traceID, spanID: parentId }]),
      ...links.map((link) => ({ refType: 'FOLLOWS_FROM', traceID: link.traceId, spanID: link.spanId })),
    ],
    startTime: startUs,
    duration: durationUs,
    tags: [
      ...tagsOf(attributes),
      ...(kind ? [tag('span.kind', kind)] : []),
      ...(isError ? [tag('error', true), tag('otel.status_code', 'ERROR')] : []),
      ...(message === null ? [] : [tag('otel.status_description', message)]),
    ],
    logs: events.map((event) => ({
      timestamp: event.atUs,
      fields: [tag('event', event.name), ...tagsOf(event.attributes)],
    })),
    processID,
    warnings: null,
  }
}

const tagsOf = (attributes: Span['attributes']) => Object.entries(attributes).map(([key, value]) => tag(key, value))

function tag(key: string, value: unknown) {
  if (typeof value === 'boolean') return { key, type: 'bool', value }
  if (typeof value === 'number') return { key, type: Number.isInteger(value) ? 'int64' : 'float64', value }
  return { key, type: 'string', value: typeof value === 'string' ? value : JSON.stringify(value) }
}

const units: Readonly<Record<string, number>> = { ns: 1e-6, us: 0.001, ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** Milliseconds of a duration as Jaeger writes it, such as `1.2s`, `100ms` or `500us`; undefined if it is none. */
export function durationMs(text: string): number | undefined {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)(ns|us|ms|s|m|h)$/.exec(text.replace('µ', 'u')) ?? []
  return amount === undefined ? undefined : Number(amount) * (units[unit] ?? 1)
}
