import type { SearchBehaviour } from './search-behaviour.ts'

/** The data that a worker computes from a tenant's items and their use. */
export interface SearchSnapshot {
  readonly behaviour: SearchBehaviour
  /** The model, as `encodeLsa` returns it; empty where there are too few items for one. */
  readonly lsa: Uint8Array
  /**
   * The vectors of the items, as `SearchIndex.encodeVectors` returns them, so that loading is a copy; empty without a
   * model.
   */
  readonly vectors: Uint8Array
  /** The items, texts included, and their index, as `SearchIndex.encode` returns them. */
  readonly index: Uint8Array
}

/** To be raised when a part or the name of a leg changes. */
const format = 3
const headerBytes = 16

/**
 * Layout: the format, then the lengths of the behaviour, the model and the vectors, four bytes each, little-endian;
 * then the behaviour as JSON, the model, the vectors and the index.
 */
export function encodeSearchSnapshot({ behaviour, lsa, vectors, index }: SearchSnapshot): Uint8Array<ArrayBuffer> {
  const parts = [new TextEncoder().encode(JSON.stringify(behaviour)), lsa, vectors, index]
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
  if (found !== format)
    throw new RangeError(`The search snapshot has format ${found}; this version reads format ${format}. Run a reindex.`)
  const lsaAt = headerBytes + header.getUint32(4, true)
  const vectorsAt = lsaAt + header.getUint32(8, true)
  const indexAt = vectorsAt + header.getUint32(12, true)
  const behaviour = JSON.parse(new TextDecoder().decode(body.subarray(headerBytes, lsaAt)))
  const lsa = body.subarray(lsaAt, vectorsAt)
  return { behaviour, lsa, vectors: body.subarray(vectorsAt, indexAt), index: body.subarray(indexAt) }
}
