import { type ExportResult, ExportResultCode } from '@opentelemetry/core'
import { type ReadableSpan, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace'
import { expect, it } from 'vitest'
import { batches } from './batches.ts'

/** A collector that takes no batch until it is told to. */
function setUp() {
  const asked: { spans: ReadableSpan[]; done: (result: ExportResult) => void }[] = []
  const exporter: SpanExporter = {
    export: (spans, done) => void asked.push({ spans, done }),
    shutdown: async () => {},
  }
  const logged: string[] = []
  const logger = {
    warn: (_: object, text: string) => logged.push(text),
    info: (_: object, text: string) => logged.push(text),
  }
  const lost: Record<string, number> = {}
  const onLost = (reason: string, spans: number) => {
    lost[reason] = (lost[reason] ?? 0) + spans
  }
  const processor = batches({ exporter, url: 'http://collector', logger: logger as never, onLost })
  const tracer = new TracerProvider({ spanProcessors: [processor] }).getTracer('test')
  const record = (spans: number) => {
    for (let n = 0; n < spans; n++) tracer.startSpan('query').end()
  }
  const answer = (code: ExportResultCode) => {
    for (const { done } of asked.splice(0)) done({ code })
  }
  return { asked, processor, lost, logged, record, answer }
}

it('spans that find the queue full are lost and counted, and there is room again when a batch is sent', () => {
  const { asked, lost, record } = setUp()
  record(512 + 8_192)
  expect(asked.map(({ spans }) => spans.length)).toEqual([512])
  expect(lost).toEqual({})
  record(3)
  expect(lost).toEqual({ queue_full: 3 })
})

it('spans that the collector does not take are counted, and its outage is logged once, and its end once', async () => {
  const { processor, lost, logged, record, answer } = setUp()
  for (const code of [
    ExportResultCode.FAILED,
    ExportResultCode.FAILED,
    ExportResultCode.SUCCESS,
    ExportResultCode.SUCCESS,
  ]) {
    record(10)
    const flushed = processor.forceFlush().catch(() => {})
    answer(code)
    await flushed
  }
  expect(lost).toEqual({ not_taken: 20 })
  expect(logged).toEqual(['trace collector unavailable; spans are lost', 'trace collector available again'])
})
