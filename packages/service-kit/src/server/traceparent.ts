import type { Span } from '@opentelemetry/api'

/** Returns the span as a `traceparent` header (W3C Trace Context). */
export function traceparentOf(span: Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext()
  return `00-${traceId}-${spanId}-0${traceFlags}`
}
