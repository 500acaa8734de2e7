import { type SpanOptions, SpanStatusCode, trace } from '@opentelemetry/api'

const tracer = trace.getTracer('inkling')

/** Runs `work` inside a new span. If `work` rejects, the span is marked as an error and the rejection is passed on. */
export function inSpan<T>(name: string, options: SpanOptions, work: () => Promise<T>): Promise<T> {
  return tracer.startActiveSpan(name, options, async (span) => {
    try {
      return await work()
    } catch (error) {
      span.recordException(error as Error)
      span.setStatus({ code: SpanStatusCode.ERROR })
      throw error
    } finally {
      span.end()
    }
  })
}
