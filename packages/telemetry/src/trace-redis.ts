import { tracingChannel } from 'node:diagnostics_channel'
import { type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'

interface CommandMessage {
  readonly command: string
  span?: Span
  /** The span that it runs in. */
  parent?: Span
  readonly error?: unknown
}

const ignore = () => {}

/**
 * Records a client span for each Redis command that runs inside a span and ends before it. One that ends later is work
 * in the background, for which nobody waited, and says nothing about how long the request took. Arguments are left out,
 * because they may hold user data. Returns a function that ends it.
 * bench/RESULTS.md compares it with OpenTelemetry's instrumentation.
 */
export function traceRedis(): () => void {
  const tracer = trace.getTracer('inkling.redis')
  const channel = tracingChannel<CommandMessage>('ioredis:command')
  const subscribers = {
    start(message: CommandMessage) {
      const parent = trace.getActiveSpan()
      if (!parent?.isRecording()) return
      message.parent = parent
      message.span = tracer.startSpan(`redis ${message.command}`, {
        kind: SpanKind.CLIENT,
        attributes: { 'db.system.name': 'redis', 'db.operation.name': message.command },
      })
    },
    end: ignore,
    asyncStart: ignore,
    // A span that never ends is not exported.
    asyncEnd: ({ span, parent }: CommandMessage) => (parent?.isRecording() ? span?.end() : undefined),
    error: (message: CommandMessage) => void message.span?.setStatus({ code: SpanStatusCode.ERROR }),
  }
  channel.subscribe(subscribers)
  return () => void channel.unsubscribe(subscribers)
}
