import type { SearchBehaviour } from './search-behaviour.ts'

/** What a worker makes of a tenant's items and of what was done with them. */
export interface SearchSnapshot {
  readonly behaviour: SearchBehaviour
  /** What words mean to each other, as `encodeMeaning` gives it; empty where there are too few items to tell. */
  readonly meaning: Uint8Array
  /** Where it places the items, as `SearchIndex.placed` gives it, so that loading is a copy; empty without a meaning. */
  readonly placed: Uint8Array
  /** The items, texts included, and their index, as `SearchIndex.encode` gives them. */
  readonly index: Uint8Array
}

const format = 2
const headerBytes = 16

/** Format, then lengths of the JSON, the meaning and the places, four bytes each, little-endian; behaviour as JSON; the other parts. */
export function encodeSearchSnapshot({ behaviour, meaning, placed, index }: SearchSnapshot): Uint8Array<ArrayBuffer> {
  const parts = [new TextEncoder().encode(JSON.stringify(behaviour)), meaning, placed, index]
  const body = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, headerBytes))
  const header = new DataView(body.buffer)
  const lengths = parts.slice(0, -1).map(({ byteLength }) => byteLength)
  for (const [place, value] of [format, ...lengths].entries()) header.setUint32(4 * place, value, true)
  let at = headerBytes
  for (const part of parts) {
    body.set(part, at)
    at += part.byteLength
  }
  return body
}

/** @throws RangeError for a snapshot of another format. */
export function decodeSearchSnapshot(body: Uint8Array): SearchSnapshot {
  const header = new DataView(body.buffer, body.byteOffset, body.byteLength)
  const found = header.getUint32(0, true)
  if (found !== format) throw new RangeError(`the snapshot is of format ${found}, not ${format}`)
  const meaningAt = headerBytes + header.getUint32(4, true)
  const placedAt = meaningAt + header.getUint32(8, true)
  const indexAt = placedAt + header.getUint32(12, true)
  const behaviour = JSON.parse(new TextDecoder().decode(body.subarray(headerBytes, meaningAt)))
  const meaning = body.subarray(meaningAt, placedAt)
  return { behaviour, meaning, placed: body.subarray(placedAt, indexAt), index: body.subarray(indexAt) }
}
