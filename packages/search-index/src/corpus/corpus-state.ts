import type { SearchDocument } from '../document.ts'
import { joinSections, splitSections } from './sections.ts'

/** All of a corpus that cannot be derived from the rest; slots are consecutive, no document removed. */
export interface CorpusState {
  readonly documents: Iterable<SearchDocument>
  /** Lengths of title, tags and text by slot, one after the other. */
  readonly lengths: Uint32Array
  /** By number; empty where a number is not in use. */
  readonly terms: readonly string[]
  readonly forms: readonly string[]
  readonly termOf: Uint32Array
  readonly forward: { readonly bytes: Uint8Array; readonly starts: Uint32Array }
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()
const NEWLINE = 10

/** `note` is anything to be read back with it. Byte order is that of the machine, which is little-endian wherever Node.js runs. */
export function encodeCorpus(state: CorpusState, note: string): Uint8Array<ArrayBuffer> {
  const { documents, lengths, terms, forms, termOf, forward } = state
  const lines = Array.from(documents, (document) => encoder.encode(`${JSON.stringify(document)}\n`))
  return joinSections([
    encoder.encode(note),
    encoder.encode(terms.join('\n')),
    encoder.encode(forms.join('\n')),
    bytesOf(termOf),
    bytesOf(lengths),
    bytesOf(forward.starts),
    forward.bytes,
    ...chunks(lines),
  ])
}

/** @throws RangeError if the bytes are not a snapshot of this version */
export function decodeCorpus(encoded: Uint8Array): CorpusState & { readonly note: string } {
  const [note, terms, forms, termOf, lengths, starts, bytes, ...lines] = splitSections(encoded)
  if (bytes === undefined) throw new RangeError('a snapshot with too few sections')
  return {
    note: decoder.decode(note),
    terms: decoder.decode(terms).split('\n'),
    forms: decoder.decode(forms).split('\n'),
    termOf: numbersOf(termOf),
    lengths: numbersOf(lengths),
    forward: { starts: numbersOf(starts), bytes },
    documents: parsed(lines),
  }
}

function* parsed(chunks: readonly Uint8Array[]): Generator<SearchDocument> {
  for (const bytes of chunks) {
    for (let start = 0; start < bytes.length; ) {
      const end = bytes.indexOf(NEWLINE, start)
      yield JSON.parse(decoder.decode(bytes.subarray(start, end)))
      start = end + 1
    }
  }
}

/** A section's length must fit 32 bits. */
const CHUNK_MAX = 2 ** 28

function chunks(lines: readonly Uint8Array[]): Uint8Array[] {
  const found: Uint8Array[] = []
  for (let from = 0; from < lines.length; ) {
    let to = from
    let length = 0
    do length += lines[to++]?.length ?? 0
    while (to < lines.length && length < CHUNK_MAX)
    found.push(concatenated(lines.slice(from, to), length))
    from = to
  }
  return found
}

function concatenated(parts: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  let end = 0
  for (const part of parts) {
    bytes.set(part, end)
    end += part.length
  }
  return bytes
}

const bytesOf = (numbers: Uint32Array): Uint8Array =>
  new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)
const numbersOf = (bytes: Uint8Array<ArrayBuffer> | undefined): Uint32Array => new Uint32Array(bytes?.buffer ?? [])
