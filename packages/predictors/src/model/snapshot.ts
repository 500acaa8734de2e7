import type { ItemEmbeddingState } from '../embedding/item-embedding.ts'
import type { EventChainState } from '../log/event-chain.ts'
import type { EventLogState } from '../log/event-log.ts'

/** "INKP", then the version: both little-endian 32-bit numbers, as is the length of the JSON part that follows them. */
const magic = 0x504b4e49
const version = 3
const headerBytes = 12
/** Columns start at multiples of this. */
const alignment = 8

type Column = Uint8Array | Int32Array | Float32Array | Float64Array

interface Head<LearnedState> {
  learned: LearnedState
  /** Elements per column, in the order of `columnsOf`. */
  lengths: number[]
}

export interface Snapshot<LearnedState> {
  log: EventLogState
  embedding: ItemEmbeddingState
  /** Anything that survives JSON. */
  learned: LearnedState
}

/**
 * Header, JSON, then the columns of the log and the embedding as they lie in memory (little-endian). Links and hashes
 * are derived on reading.
 */
export function encodeSnapshot<LearnedState>({
  log,
  embedding,
  learned,
}: Snapshot<LearnedState>): Uint8Array<ArrayBuffer> {
  const columns = [...columnsOf(log), embedding.rows, embedding.numbers]
  const head: Head<LearnedState> = { learned, lengths: columns.map((column) => column.length) }
  const json = new TextEncoder().encode(JSON.stringify(head))
  const starts: number[] = []
  let end = headerBytes + json.length
  for (const column of columns) {
    const start = aligned(end)
    starts.push(start)
    end = start + column.byteLength
  }
  const bytes = new Uint8Array(end)
  const view = new DataView(bytes.buffer)
  for (const [at, value] of [magic, version, json.length].entries()) view.setUint32(at * 4, value, true)
  bytes.set(json, headerBytes)
  columns.forEach((column, i) => {
    bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), starts[i])
  })
  return bytes
}

/** @throws RangeError if the bytes are not a snapshot of this version */
export function decodeSnapshot<LearnedState>(bytes: Uint8Array): Snapshot<LearnedState> {
  const { learned, lengths, headEnd } = readHead<LearnedState>(bytes)
  let end = headEnd
  let column = 0
  const next = <T extends Column>(kind: { new (buffer: ArrayBuffer): T; BYTES_PER_ELEMENT: number }): T => {
    const start = aligned(end)
    end = start + (lengths[column++] ?? 0) * kind.BYTES_PER_ELEMENT
    if (end > bytes.length) throw new RangeError(`snapshot ends at byte ${bytes.length}, needs ${end}`)
    // A copy of its own: the bytes may be a view into a larger pool, as a Buffer's slice is, and not aligned.
    return new kind(new Uint8Array(bytes.subarray(start, end)).buffer)
  }
  const chain = (): EventChainState => ({
    names: { bytes: next(Uint8Array), ends: next(Int32Array) },
    keys: next(Int32Array),
  })
  const log = {
    items: chain(),
    sessions: chain(),
    users: chain(),
    atMs: next(Float64Array),
    flags: next(Uint8Array),
  }
  // A snapshot from before there were embeddings ends here, and has an empty one.
  return { log, embedding: { rows: next(Int32Array), numbers: next(Float32Array) }, learned }
}

/** Only the learned state, which the beginning of the bytes holds. @throws RangeError if it does not */
export const decodeLearned = <LearnedState>(bytes: Uint8Array): LearnedState => readHead<LearnedState>(bytes).learned

function columnsOf({ items, sessions, users, atMs, flags }: EventLogState): Column[] {
  const chains = [items, sessions, users].flatMap(({ names, keys }) => [names.bytes, names.ends, keys])
  return [...chains, atMs, flags]
}

function readHead<LearnedState>(bytes: Uint8Array): Head<LearnedState> & { headEnd: number } {
  if (bytes.length < headerBytes) throw new RangeError(`${bytes.length} bytes are too few for a snapshot`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, headerBytes)
  const [found, foundVersion, jsonBytes] = [0, 4, 8].map((at) => view.getUint32(at, true))
  if (found !== magic) throw new RangeError('not a snapshot of a next-item model')
  if (foundVersion !== version) throw new RangeError(`snapshot version ${foundVersion}, this code reads ${version}`)
  const headEnd = headerBytes + (jsonBytes ?? 0)
  if (headEnd > bytes.length) throw new RangeError(`snapshot ends at byte ${bytes.length}, needs ${headEnd}`)
  return {
    ...(JSON.parse(new TextDecoder().decode(bytes.subarray(headerBytes, headEnd))) as Head<LearnedState>),
    headEnd,
  }
}

function aligned(at: number): number {
  return Math.ceil(at / alignment) * alignment
}
