import { randomBytes } from 'node:crypto'
import { PbfWriter } from 'pbf'

export interface GivenSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly kind: number
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly attributes?: { key: string; value: object }[]
  readonly status?: { code: number; message?: string }
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[]
}

export const newTraceId = () => randomBytes(16).toString('hex')
const newSpanId = () => randomBytes(8).toString('hex')

/** A span that began `agoMs` ago. */
export function span(
  given: Partial<Omit<GivenSpan, 'attributes'>> & {
    agoMs?: number
    tookMs?: number
    attributes?: Record<string, string | number | boolean>
  } = {},
): GivenSpan {
  const { agoMs = 100, tookMs = 10, attributes = {}, ...own } = given
  const startMs = Date.now() - agoMs
  return {
    traceId: newTraceId(),
    spanId: newSpanId(),
    name: 'GET /things',
    kind: 2,
    startTimeUnixNano: `${startMs}000000`,
    endTimeUnixNano: `${startMs + tookMs}000000`,
    attributes: Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) })),
    ...own,
  }
}

function anyValue(value: string | number | boolean): object {
  if (typeof value === 'boolean') return { boolValue: value }
  return typeof value === 'number' ? { intValue: String(value) } : { stringValue: value }
}

/** An export request in OTLP's JSON. */
export const exportOf = (spans: readonly unknown[], service = 'shop') => ({
  resourceSpans: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
      scopeSpans: [{ spans }],
    },
  ],
})

/** The same in protobuf. */
export function protobufOf(spans: readonly GivenSpan[], service = 'shop'): Buffer {
  const writer = new PbfWriter()
  writer.writeMessage(
    1,
    (_all, resourceSpans) => {
      resourceSpans.writeMessage(1, (_one, resource) => writePair(resource, 1, 'service.name', service), undefined)
      resourceSpans.writeMessage(
        2,
        (_one, scopeSpans) => {
          for (const one of spans) scopeSpans.writeMessage(2, writeSpan, one)
        },
        undefined,
      )
    },
    undefined,
  )
  return Buffer.from(writer.finish())
}

function writeSpan(one: GivenSpan, writer: PbfWriter): void {
  writer.writeBytesField(1, Buffer.from(one.traceId, 'hex'))
  writer.writeBytesField(2, Buffer.from(one.spanId, 'hex'))
  if (one.parentSpanId) writer.writeBytesField(4, Buffer.from(one.parentSpanId, 'hex'))
  writer.writeStringField(5, one.name)
  writer.writeVarintField(6, one.kind)
  writer.writeFixed64Field(7, Number(one.startTimeUnixNano))
  writer.writeFixed64Field(8, Number(one.endTimeUnixNano))
  for (const { key, value } of one.attributes ?? [])
    writePair(writer, 9, key, (Object.values(value) as (string | boolean)[])[0] ?? '')
  for (const link of one.links ?? []) writer.writeMessage(13, writeLink, link)
  if (one.status) writer.writeMessage(15, (status, to) => to.writeVarintField(3, status.code), one.status)
}

function writeLink(link: { readonly traceId: string; readonly spanId: string }, writer: PbfWriter): void {
  writer.writeBytesField(1, Buffer.from(link.traceId, 'hex'))
  writer.writeBytesField(2, Buffer.from(link.spanId, 'hex'))
}

function writePair(writer: PbfWriter, field: number, key: string, value: string | boolean): void {
  writer.writeMessage(
    field,
    (_pair, to) => {
      to.writeStringField(1, key)
      to.writeMessage(
        2,
        (_value, any) =>
          typeof value === 'boolean' ? any.writeBooleanField(2, value) : any.writeStringField(1, value),
        undefined,
      )
    },
    undefined,
  )
}
