import { Event, Feedback, maxEventsPerRequest } from '@inkling/contracts'
import { lineReader, parseBodies } from '@inkling/service-kit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { decodeProtobuf } from '../../../services/maintenance/src/adapters/decode-protobuf.ts'
import { readOtlp } from '../../../services/maintenance/src/domain/read-otlp.ts'
import type { HostileParser } from './judge-parser.ts'
import { isRefusal } from './refusals.ts'

/** Larger bodies are allowed, and take longer in proportion. */
const mostOfBody = 16_384
const nowMs = Date.parse('2026-12-01T00:00:00Z')

type ReadBody = (request: FastifyRequest, body: Buffer, done: (error: Error | null, value?: unknown) => void) => void
const readers = new Map<string, ReadBody>()
/** As much of Fastify as takes parsers. */
const app = {
  addContentTypeParser(types: string | string[], _options: unknown, read: ReadBody) {
    for (const type of [types].flat()) readers.set(type, read)
  },
}
parseBodies(app as unknown as FastifyInstance, () => {})

function readBody(type: string, text: string): unknown {
  let read: unknown
  const request = { headers: { 'content-type': type } } as FastifyRequest
  // Half of a surrogate is put on the wire as bytes that are no UTF-8.
  const body = text.isWellFormed() ? Buffer.from(text) : Buffer.from(text, 'latin1')
  readers.get(type)?.(request, body, (error, value) => {
    if (error) throw error
    read = value
  })
  return read
}

const readEvents = lineReader(Event, maxEventsPerRequest)
const readFeedback = lineReader(Feedback, maxEventsPerRequest)
const event = { id: 'e1', type: 'view', userId: 'ada', itemId: 'shoe-1', occurredAt: '2026-11-30T10:00:00.5Z' }
const events = [event, { ...event, value: 1.5e3, context: { page: 'home', 'ü"\\': true, n: -0 } }]
const feedback = { receiptId: `rcp_${'0'.repeat(44)}`, itemId: 'shoe-1', signal: 'click' }

const anyValue = { kvlistValue: { values: [{ key: 'a', value: { arrayValue: { values: [{ intValue: '7' }] } } }] } }
const attributes = [
  { key: 'service.name', value: { stringValue: 'web' } },
  { key: 'deep', value: anyValue },
]
const span = {
  ...{ traceId: '5b8aa5a2d2c872e8321cf37308d69df2', spanId: '051581bf3cb55c13', name: 'GET /', kind: 2, attributes },
  ...{ startTimeUnixNano: `${nowMs}000000`, endTimeUnixNano: `${nowMs + 5}000000`, status: { code: 2, message: 'no' } },
}
const otlp = { resourceSpans: [{ resource: { attributes }, scopeSpans: [{ spans: [span] }] }] }

/** A field of a protobuf message that holds bytes, one character each. */
const field = (tag: number, content: string) => String.fromCharCode((tag << 3) | 2, content.length) + content
const keyValue = field(1, 'service.name') + field(2, field(1, 'web'))
const spanBytes = field(1, '\x01'.repeat(16)) + field(2, '\x02'.repeat(8)) + field(5, 'GET /') + field(9, keyValue)
const protobuf = field(1, field(1, field(1, keyValue)) + field(2, field(2, spanBytes)))

/** It says that it throws an error of any kind for bytes that are no message. */
const isOfBytes = (error: unknown) => error instanceof Error && !/call stack|memory/i.test(error.message)
const isOfOtlp = (error: unknown) => isRefusal(error) || (error instanceof TypeError && / must be /.test(error.message))

/** Bodies of requests, with the checks of their schemas. */
export const bodyParsers: readonly HostileParser[] = [
  {
    ...{ name: 'events, NDJSON', mostCharacters: mostOfBody, refuses: isRefusal },
    samples: [events.map((one) => JSON.stringify(one)).join('\n')],
    parse: (text) => readEvents(readBody('application/x-ndjson', text)),
  },
  {
    ...{ name: 'events, JSON', mostCharacters: mostOfBody, refuses: isRefusal },
    samples: [JSON.stringify(events), JSON.stringify(event)],
    parse: (text) => readEvents(readBody('application/json', text)),
  },
  {
    ...{ name: 'feedback, NDJSON', mostCharacters: mostOfBody, refuses: isRefusal },
    samples: [JSON.stringify(feedback)],
    parse: (text) => readFeedback(readBody('application/x-ndjson', text)),
  },
  {
    ...{ name: 'spans, JSON', mostCharacters: mostOfBody, refuses: isOfOtlp },
    samples: [JSON.stringify(otlp)],
    parse: (text) => readOtlp(readBody('application/json', text), nowMs),
  },
  {
    ...{ name: 'spans, protobuf', mostCharacters: mostOfBody, refuses: isOfBytes },
    samples: [protobuf],
    parse: (text) => readOtlp(decodeProtobuf(Buffer.from(text, 'latin1')), nowMs),
  },
]
