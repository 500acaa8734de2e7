import { PbfReader } from 'pbf'

/** Refuses a length beyond the end of the body before anything is read for it. */
class BoundedReader extends PbfReader {
  override readString(): string {
    this.#checkLength()
    return super.readString()
  }

  override readBytes(): Uint8Array {
    this.#checkLength()
    return super.readBytes()
  }

  override readMessage<T>(readField: (tag: number, result: T, pbf: PbfReader) => void, result: T): T {
    this.#checkLength()
    return super.readMessage(readField, result)
  }

  #checkLength(): void {
    const at = this.pos
    const length = this.readVarint()
    if (!(length >= 0 && length <= this.length - this.pos)) throw new RangeError('a length goes beyond the end')
    this.pos = at
  }
}

type Fields = Record<string, unknown>
type ReadField = (tag: number, into: Fields, reader: PbfReader) => void

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const append = (into: Fields, name: string, value: unknown) => {
  const list = into[name]
  if (Array.isArray(list)) list.push(value)
  else into[name] = [value]
}

/** Field numbers are those of opentelemetry-proto v1: `collector/trace`, `trace`, `resource` and `common`. */
const exportRequest: ReadField = (tag, into, reader) => {
  if (tag === 1) append(into, 'resourceSpans', reader.readMessage(resourceSpans, {}))
}
const resourceSpans: ReadField = (tag, into, reader) => {
  if (tag === 1) into.resource = reader.readMessage(resource, {})
  else if (tag === 2) append(into, 'scopeSpans', reader.readMessage(scopeSpans, {}))
}
const resource: ReadField = (tag, into, reader) => {
  if (tag === 1) append(into, 'attributes', reader.readMessage(keyValue(0), {}))
}
const scopeSpans: ReadField = (tag, into, reader) => {
  if (tag === 2) append(into, 'spans', reader.readMessage(span, {}))
}
const span: ReadField = (tag, into, reader) => {
  if (tag === 1) into.traceId = hex(reader.readBytes())
  else if (tag === 2) into.spanId = hex(reader.readBytes())
  else if (tag === 4) into.parentSpanId = hex(reader.readBytes())
  else if (tag === 5) into.name = reader.readString()
  else if (tag === 6) into.kind = reader.readVarint()
  else if (tag === 7) into.startTimeUnixNano = reader.readFixed64()
  else if (tag === 8) into.endTimeUnixNano = reader.readFixed64()
  else if (tag === 9) append(into, 'attributes', reader.readMessage(keyValue(0), {}))
  else if (tag === 11) append(into, 'events', reader.readMessage(event, {}))
  else if (tag === 13) append(into, 'links', reader.readMessage(link, {}))
  else if (tag === 15) into.status = reader.readMessage(status, {})
}
const event: ReadField = (tag, into, reader) => {
  if (tag === 1) into.timeUnixNano = reader.readFixed64()
  else if (tag === 2) into.name = reader.readString()
  else if (tag === 3) append(into, 'attributes', reader.readMessage(keyValue(0), {}))
}
const link: ReadField = (tag, into, reader) => {
  if (tag === 1) into.traceId = hex(reader.readBytes())
  else if (tag === 2) into.spanId = hex(reader.readBytes())
}
const status: ReadField = (tag, into, reader) => {
  if (tag === 2) into.message = reader.readString()
  else if (tag === 3) into.code = reader.readVarint()
}
const keyValue =
  (depth: number): ReadField =>
  (tag, into, reader) => {
    if (tag === 1) into.key = reader.readString()
    else if (tag === 2) into.value = reader.readMessage(anyValue(depth), {})
  }
const maxDepth = 8
const anyValue =
  (depth: number): ReadField =>
  (tag, into, reader) => {
    if (tag === 1) into.stringValue = reader.readString()
    else if (tag === 2) into.boolValue = reader.readBoolean()
    else if (tag === 3) into.intValue = reader.readVarint(true)
    else if (tag === 4) into.doubleValue = reader.readDouble()
    else if (tag === 5 && depth < maxDepth) into.arrayValue = reader.readMessage(values(anyValue(depth + 1)), {})
    else if (tag === 6 && depth < maxDepth) into.kvlistValue = reader.readMessage(values(keyValue(depth + 1)), {})
    else if (tag === 7) into.bytesValue = Buffer.from(reader.readBytes()).toString('base64')
  }
const values =
  (one: ReadField): ReadField =>
  (tag, into, reader) => {
    if (tag === 1) append(into, 'values', reader.readMessage(one, {}))
  }

/**
 * Decodes an `ExportTraceServiceRequest` into the form of OTLP's JSON.
 * @throws Error if the bytes are not of that message
 */
export function decodeProtobuf(body: Uint8Array): unknown {
  const reader = new BoundedReader(body)
  const request = reader.readFields(exportRequest, {})
  if (reader.pos !== reader.length) throw new RangeError('the message ends in the middle of a field')
  return request
}
