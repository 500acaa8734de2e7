import type { SearchBehaviour } from './search-behaviour.ts'

/** What a worker makes of a tenant's items and of what was done with them. */
export interface SearchSnapshot {
  readonly behaviour: SearchBehaviour
  /** What words mean to each other, as `encodeMeaning` gives it; empty where there are too few items to tell. */
  readonly meaning: Uint8Array
  /** The items, texts included, and their index, as `SearchIndex.encode` gives them. */
  readonly index: Uint8Array
}

const format = 1
const headerBytes = 12

/** Format, length of the JSON and length of the meaning, four bytes each, little-endian; behaviour as JSON; meaning; index. */
export function encodeSearchSnapshot({ behaviour, meaning, index }: SearchSnapshot): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(JSON.stringify(behaviour))
  const body = new Uint8Array(headerBytes + json.byteLength + meaning.byteLength + index.byteLength)
  const header = new DataView(body.buffer)
  for (const [place, value] of [format, json.byteLength, meaning.byteLength].entries())
    header.setUint32(4 * place, value, true)
  body.set(json, headerBytes)
  body.set(meaning, headerBytes + json.byteLength)
  body.set(index, headerBytes + json.byteLength + meaning.byteLength)
  return body
}

/** @throws RangeError for a snapshot of another format. */
export function decodeSearchSnapshot(body: Uint8Array): SearchSnapshot {
  const header = new DataView(body.buffer, body.byteOffset, body.byteLength)
  const found = header.getUint32(0, true)
  if (found !== format) throw new RangeError(`the snapshot is of format ${found}, not ${format}`)
  const meaningAt = headerBytes + header.getUint32(4, true)
  const indexAt = meaningAt + header.getUint32(8, true)
  const behaviour = JSON.parse(new TextDecoder().decode(body.subarray(headerBytes, meaningAt)))
  // Copies: those who decode them read numbers of several bytes, which must be aligned.
  return { behaviour, meaning: body.slice(meaningAt, indexAt), index: body.slice(indexAt) }
}
