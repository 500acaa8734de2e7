import { context, propagation, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  AlwaysOffSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import { traceRedis } from './trace-redis.ts'

export interface TracingOptions {
  readonly service: string
  /** URL of an OTLP/HTTP collector. Without it, trace ids still travel and appear in logs, but no span is recorded. */
  readonly otlpEndpoint?: string | undefined
  /** Share, 0 to 1, of the traces which begin in this process that are recorded. */
  readonly sampleRatio?: number
}

/**
 * Makes the spans of this process part of traces (W3C Trace Context). Returns a function that flushes and ends tracing.
 */
export async function startTracing({
  service,
  otlpEndpoint,
  sampleRatio = 1,
}: TracingOptions): Promise<() => Promise<void>> {
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service, 'service.namespace': 'inkling' }),
    sampler: otlpEndpoint
      ? new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(sampleRatio) })
      : new AlwaysOffSampler(),
    spanProcessors: otlpEndpoint ? [new BatchSpanProcessor({ exporter: await otlpExporter(otlpEndpoint) })] : [],
  })
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  propagation.setGlobalPropagator(new W3CTraceContextPropagator())
  trace.setGlobalTracerProvider(provider)
  const stopTracingRedis = otlpEndpoint ? traceRedis() : () => {}
  return async () => {
    stopTracingRedis()
    await provider.shutdown()
  }
}

/** Loads the exporter only if it is used, because it is the heaviest part of the SDK. */
async function otlpExporter(endpoint: string) {
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http')
  return new OTLPTraceExporter({ url: new URL('v1/traces', endpoint.endsWith('/') ? endpoint : `${endpoint}/`).href })
}
