import type { SearchBehaviour } from './search-behaviour.ts'

/** What a worker makes of a tenant's items and of what was done with them. */
export interface SearchSnapshot {
  readonly behaviour: SearchBehaviour
  /** The items, texts included, and their index, as `SearchIndex.encode` gives them. */
  readonly index: Uint8Array
}

const format = 1
const headerBytes = 8

/** Format and length of the JSON, four bytes each, little-endian; behaviour as JSON; the index. */
export function encodeSearchSnapshot({ behaviour, index }: SearchSnapshot): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(JSON.stringify(behaviour))
  const body = new Uint8Array(headerBytes + json.byteLength + index.byteLength)
  const header = new DataView(body.buffer)
  header.setUint32(0, format, true)
  header.setUint32(4, json.byteLength, true)
  body.set(json, headerBytes)
  body.set(index, headerBytes + json.byteLength)
  return body
}

/** @throws RangeError for a snapshot of another format. */
export function decodeSearchSnapshot(body: Uint8Array): SearchSnapshot {
  const header = new DataView(body.buffer, body.byteOffset, body.byteLength)
  const found = header.getUint32(0, true)
  if (found !== format) throw new RangeError(`the snapshot is of format ${found}, not ${format}`)
  const indexAt = headerBytes + header.getUint32(4, true)
  const behaviour = JSON.parse(new TextDecoder().decode(body.subarray(headerBytes, indexAt)))
  // A copy: what decodes an index reads it as numbers of several bytes, which must be aligned.
  return { behaviour, index: body.slice(indexAt) }
}
