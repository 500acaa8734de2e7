import { tracingChannel } from 'node:diagnostics_channel'
import { type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'

interface CommandMessage {
  readonly command: string
  span?: Span
  readonly error?: unknown
}

const ignore = () => {}

/**
 * Records a client span for each Redis command that runs inside a span. It leaves the arguments out, because they may
 * hold user data. Returns a function that ends it. bench/RESULTS.md compares it with OpenTelemetry's instrumentation.
 */
export function traceRedis(): () => void {
  const tracer = trace.getTracer('inkling.redis')
  const channel = tracingChannel<CommandMessage>('ioredis:command')
  const subscribers = {
    start(message: CommandMessage) {
      if (!trace.getActiveSpan()) return
      message.span = tracer.startSpan(`redis ${message.command}`, {
        kind: SpanKind.CLIENT,
        attributes: { 'db.system.name': 'redis', 'db.operation.name': message.command },
      })
    },
    end: ignore,
    asyncStart: ignore,
    asyncEnd: (message: CommandMessage) => message.span?.end(),
    error: (message: CommandMessage) => void message.span?.setStatus({ code: SpanStatusCode.ERROR }),
  }
  channel.subscribe(subscribers)
  return () => void channel.unsubscribe(subscribers)
}
