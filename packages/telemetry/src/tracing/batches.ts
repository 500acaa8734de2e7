import { type ExportResult, ExportResultCode } from '@opentelemetry/core'
import { BatchSpanProcessor, type SpanExporter, type SpanProcessor } from '@opentelemetry/sdk-trace'
import type { Logger } from 'pino'

export interface BatchesOptions {
  readonly exporter: SpanExporter
  /** Where the spans go, for logs. */
  readonly url: string
  readonly logger: Pick<Logger, 'warn' | 'info'> | undefined
  readonly onLost: (reason: 'queue_full' | 'not_taken', spans: number) => void
}

/** Spans are seen soon, and wait in memory while a collector is unavailable; more are lost. */
const limits = { scheduledDelayMillis: 1_000, maxQueueSize: 8_192, exportTimeoutMillis: 5_000 }

/**
 * Sends spans in batches. Spans that find the queue full, and those that the collector does not take, are lost and
 * counted. An outage of the collector is logged when it begins and when it ends.
 */
export function batches({ exporter, url, logger, onLost }: BatchesOptions): SpanProcessor {
  let waiting = 0
  let isOut = false
  const tell = ({ code, error }: ExportResult, spans: number) => {
    const fails = code !== ExportResultCode.SUCCESS
    if (fails) onLost('not_taken', spans)
    if (fails && !isOut) logger?.warn({ url, err: error }, 'trace collector unavailable; spans are lost')
    if (!fails && isOut) logger?.info({ url }, 'trace collector available again')
    isOut = fails
  }
  const counting: SpanExporter = {
    export(spans, done) {
      waiting -= spans.length
      exporter.export(spans, (result) => {
        tell(result, spans.length)
        done(result)
      })
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  }
  const processor = new BatchSpanProcessor({ exporter: counting, ...limits })
  return {
    onStart: () => {},
    onEnd(span) {
      if (waiting >= limits.maxQueueSize) return onLost('queue_full', 1)
      waiting++
      processor.onEnd(span)
    },
    forceFlush: () => processor.forceFlush(),
    shutdown: () => processor.shutdown(),
  }
}
