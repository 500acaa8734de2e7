import { trace } from '@opentelemetry/api'
import { type Logger, pino } from 'pino'

export interface LoggerOptions {
  readonly service: string
  readonly level: string
}

/** JSON lines on standard output, each with the trace it belongs to. */
export function createLogger({ service, level }: LoggerOptions): Logger {
  return pino({
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: ['req.headers.authorization', 'req.headers["x-api-key"]'],
    mixin: () => {
      const span = trace.getActiveSpan()?.spanContext()
      return span ? { traceId: span.traceId, spanId: span.spanId } : {}
    },
  })
}
