import { context, propagation, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { AlwaysOffSampler, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace'
import type { Logger } from 'pino'
import { traceMetrics } from './metrics/trace-metrics.ts'
import { traceRedis } from './trace-redis.ts'
import { batches } from './tracing/batches.ts'
import { KeepingProcessor } from './tracing/keeping-processor.ts'
import { KeepingSampler } from './tracing/sampler.ts'

/** An OTLP/HTTP collector. */
export interface TraceDestination {
  /** Without `v1/traces`. */
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface TracingOptions {
  readonly service: string
  /** Is told when a collector becomes unavailable, and when it is back. */
  readonly logger?: Pick<Logger, 'warn' | 'info'>
  /** Without one, trace ids still travel and appear in logs, but no span is recorded. */
  readonly destinations?: readonly TraceDestination[]
  /** Share, 0 to 1, of the traces which begin in this process that are exported whole. */
  readonly sampleRatio?: number
  /** The part of a trace in this process is exported in any case if it takes longer, or fails. */
  readonly slowMs?: number
  /** As {@link SamplerOptions.isDoor}. */
  readonly isDoor?: boolean
}

const defaultSlowMs = 1_000

/**
 * Makes the spans of this process part of traces (W3C Trace Context). Returns a function that flushes and ends tracing.
 */
export async function startTracing(options: TracingOptions): Promise<() => Promise<void>> {
  const { service, destinations = [] } = options
  const isOn = destinations.length > 0
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service, 'service.namespace': 'inkling' }),
    ...(isOn ? await recording(options, destinations) : { sampler: new AlwaysOffSampler() }),
  })
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  propagation.setGlobalPropagator(new W3CTraceContextPropagator())
  trace.setGlobalTracerProvider(provider)
  const stopTracingRedis = isOn ? traceRedis() : () => {}
  return async () => {
    stopTracingRedis()
    await provider.shutdown()
  }
}

async function recording(
  { logger, sampleRatio = 1, slowMs = defaultSlowMs, isDoor = false }: TracingOptions,
  destinations: readonly TraceDestination[],
) {
  const { lost } = traceMetrics()
  const onLost = (reason: string, spans: number) => lost.inc({ reason }, spans)
  const open = async (to: TraceDestination) =>
    batches({ exporter: await otlpExporter(to), url: to.url, logger, onLost })
  const onDropped = (spans: number) => onLost('too_many', spans)
  const processor = new KeepingProcessor({ destinations: await Promise.all(destinations.map(open)), slowMs, onDropped })
  return { sampler: new KeepingSampler({ ratio: sampleRatio, isDoor }), spanProcessors: [processor] }
}

/** Loads the exporter only if it is used, because it is the heaviest part of the SDK. */
async function otlpExporter({ url, headers }: TraceDestination): Promise<SpanExporter> {
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http')
  const collector = new URL('v1/traces', url.endsWith('/') ? url : `${url}/`)
  return new OTLPTraceExporter({ url: collector.href, ...(headers && { headers: { ...headers } }) })
}
