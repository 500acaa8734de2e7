import { type SpanOptions, SpanStatusCode, trace } from '@opentelemetry/api'

const tracer = trace.getTracer('inkling')

/** Runs `work` inside a new span. If `work` rejects, the span is marked as an error and the rejection is passed on. */
export function inSpan<T>(name: string, options: SpanOptions, work: () => Promise<T>): Promise<T> {
  return tracer.startActiveSpan(name, options, async (span) => {
    try {
      return await work()
    } catch (error) {
      throw markFailed(error, span)
    } finally {
      span.end()
    }
  })
}

/** Marks the span, or else the active one, as an error of this type, and returns the error. */
export function markFailed<E>(error: E, span = trace.getActiveSpan()): E {
  // The message may quote what a user wrote.
  span?.setAttribute('error.type', errorType(error)).setStatus({ code: SpanStatusCode.ERROR })
  return error
}

/** The code of an error, or its name. */
function errorType(error: unknown): string {
  const { code, name } = (error ?? {}) as { readonly code?: unknown; readonly name?: unknown }
  return String(code ?? name ?? 'unknown')
}
