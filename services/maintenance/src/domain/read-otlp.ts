import { readAttributes, textOf } from './otlp-values.ts'
import type { Span } from './span.ts'

/** Spans that began longer ago, or later than the clock by more, are refused: they would fall into no partition. */
const maxPastMs = 23 * 3_600_000
const maxFutureMs = 5 * 60_000

const maxDurationUs = 24 * 3_600_000_000
const maxEvents = 16
const maxLinks = 16
const maxName = 256
const maxMessage = 1024

export interface ReadSpans {
  readonly spans: readonly Span[]
  readonly rejected: number
  /** Why the first was rejected; empty if none was. */
  readonly reason: string
}

type Json = Readonly<Record<string, unknown>>

/**
 * Reads the spans of an `ExportTraceServiceRequest` in the form of OTLP's JSON. Spans that are not valid are left out.
 * With `tenantId`, the spans are that tenant's, whatever they say.
 * @throws TypeError if it is no such request
 */
export function readOtlp(request: unknown, nowMs: number, tenantId?: string): ReadSpans {
  const spans: Span[] = []
  let rejected = 0
  let reason = ''
  for (const { resource, scopeSpans } of listOf(objectOf(request, 'The body').resourceSpans, 'resourceSpans')) {
    const shared = readAttributes((resource as Json | undefined)?.attributes)
    const service = textOf(shared['service.name'], maxName) || 'unknown_service'
    for (const { spans: given } of listOf(scopeSpans, 'scopeSpans')) {
      for (const span of listOf(given, 'spans')) {
        const read = readSpan(span, service, nowMs, tenantId)
        if (typeof read === 'object') spans.push(read)
        else {
          rejected++
          reason ||= read
        }
      }
    }
  }
  return { spans, rejected, reason }
}

/** Returns the span, or why it is not valid. */
function readSpan(span: Json, service: string, nowMs: number, given: string | undefined): Span | string {
  const [traceId, spanId] = [idOf(span.traceId, 32), idOf(span.spanId, 16)]
  if (!traceId) return 'traceId must be 32 hexadecimal digits, not all of them 0'
  if (!spanId) return 'spanId must be 16 hexadecimal digits, not all of them 0'
  const [startUs, endUs] = [microsOf(span.startTimeUnixNano), microsOf(span.endTimeUnixNano)]
  const timeFault = faultOfTimes(startUs, endUs, nowMs)
  if (timeFault) return timeFault
  const attributes = readAttributes(span.attributes)
  const status = (span.status ?? {}) as Json
  return {
    traceId,
    spanId,
    parentId: idOf(span.parentSpanId, 16) ?? null,
    startUs,
    // A clock that was set back within the span must not make it end before it began.
    durationUs: Math.max(0, endUs - startUs),
    service,
    name: textOf(span.name, maxName) || 'unnamed',
    kind: kindOf(span.kind),
    isError: status.code === 2 || status.code === 'STATUS_CODE_ERROR',
    message: textOf(status.message, maxMessage) || null,
    tenantId: given ?? (textOf(attributes['inkling.tenant.id'], maxName) || null),
    attributes: given === undefined ? attributes : { ...attributes, 'inkling.tenant.id': given },
    events: readEvents(span.events),
    links: readLinks(span.links),
  }
}

function faultOfTimes(startUs: number, endUs: number, nowMs: number): string | undefined {
  if (!(startUs > 0) || !(endUs > 0)) return 'startTimeUnixNano and endTimeUnixNano must be Unix times in nanoseconds'
  if (startUs / 1000 < nowMs - maxPastMs) return 'startTimeUnixNano is more than 23 hours ago; check the clock'
  if (Math.max(startUs, endUs) / 1000 > nowMs + maxFutureMs)
    return 'The span is more than 5 minutes in the future; check the clock of its sender'
  return endUs - startUs > maxDurationUs ? 'The span took more than a day' : undefined
}

function readEvents(events: unknown): Span['events'] {
  if (!Array.isArray(events)) return []
  return events
    .slice(0, maxEvents)
    .filter((event) => typeof event === 'object' && event !== null)
    .map(({ name, timeUnixNano, attributes }: Json) => ({
      name: textOf(name, maxName),
      atUs: microsOf(timeUnixNano) || 0,
      attributes: readAttributes(attributes),
    }))
}

function readLinks(links: unknown): Span['links'] {
  if (!Array.isArray(links)) return []
  return links.slice(0, maxLinks).flatMap((link: Json | null) => {
    const [traceId, spanId] = [idOf(link?.traceId, 32), idOf(link?.spanId, 16)]
    return traceId && spanId ? [{ traceId, spanId }] : []
  })
}

function idOf(id: unknown, length: number): string | undefined {
  if (typeof id !== 'string' || id.length !== length || !/^[\da-f]+$/i.test(id) || /^0+$/.test(id)) return undefined
  return id.toLowerCase()
}

const microsOf = (nanos: unknown): number =>
  typeof nanos === 'string' || typeof nanos === 'number' ? Math.round(Number(nanos) / 1000) : Number.NaN

const kinds = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER']

function kindOf(kind: unknown): number {
  const number = typeof kind === 'string' ? kinds.indexOf(kind.replace('SPAN_KIND_', '')) : kind
  const isKnown = typeof number === 'number' && Number.isInteger(number) && number >= 0 && number < kinds.length
  return isKnown ? number : 0
}

function objectOf(value: unknown, name: string): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json
  throw new TypeError(`${name} must be an object`)
}

function listOf(value: unknown, name: string): readonly Json[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) throw new TypeError(`${name} must be an array`)
  return value.map((one) => objectOf(one, `Each of ${name}`))
}
