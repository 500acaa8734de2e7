import { trace } from '@opentelemetry/api'
import { type DestinationStream, type Logger, pino } from 'pino'

export interface LoggerOptions {
  readonly service: string
  readonly level: string
}

/** Writes JSON lines to standard output or to `destination`. A line that is written inside a span names its trace. */
export function createLogger({ service, level }: LoggerOptions, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: ['req.headers.authorization', 'req.headers["x-api-key"]'],
    mixin: () => {
      const span = trace.getActiveSpan()?.spanContext()
      return span ? { traceId: span.traceId, spanId: span.spanId } : {}
    },
  }
  return destination ? pino(options, destination) : pino(options)
}
