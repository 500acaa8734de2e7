import { context, propagation, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { ExportResultCode, W3CTraceContextPropagator } from '@opentelemetry/core'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { AlwaysOffSampler, BatchSpanProcessor, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace'
import { traceMetrics } from './metrics/trace-metrics.ts'
import { traceRedis } from './trace-redis.ts'
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
/** Spans are seen soon, and wait in memory while a collector is away; more are lost. */
const batches = { scheduledDelayMillis: 1_000, maxQueueSize: 8_192, exportTimeoutMillis: 5_000 }

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
  { sampleRatio = 1, slowMs = defaultSlowMs, isDoor = false }: TracingOptions,
  destinations: readonly TraceDestination[],
) {
  const { lost } = traceMetrics()
  const exporters = await Promise.all(destinations.map(otlpExporter))
  const processors = exporters.map(
    (exporter) =>
      new BatchSpanProcessor({
        exporter: counted(exporter, (spans) => lost.inc({ reason: 'not_taken' }, spans)),
        ...batches,
      }),
  )
  const onDropped = (spans: number) => lost.inc({ reason: 'too_many' }, spans)
  return {
    sampler: new KeepingSampler({ ratio: sampleRatio, isDoor }),
    spanProcessors: [new KeepingProcessor({ destinations: processors, slowMs, onDropped })],
  }
}

/** Loads the exporter only if it is used, because it is the heaviest part of the SDK. */
async function otlpExporter({ url, headers }: TraceDestination): Promise<SpanExporter> {
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http')
  const collector = new URL('v1/traces', url.endsWith('/') ? url : `${url}/`)
  return new OTLPTraceExporter({ url: collector.href, ...(headers && { headers: { ...headers } }) })
}

const counted = (exporter: SpanExporter, onLost: (spans: number) => void): SpanExporter => ({
  export: (spans, done) =>
    exporter.export(spans, (result) => {
      if (result.code !== ExportResultCode.SUCCESS) onLost(spans.length)
      done(result)
    }),
  shutdown: () => exporter.shutdown(),
  ...(exporter.forceFlush && { forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve() }),
})
