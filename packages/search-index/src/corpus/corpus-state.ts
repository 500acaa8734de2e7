import type { SearchDocument } from '../document.ts'
import type { ForwardState } from './forward-index.ts'
import { joinSections, splitSections } from './sections.ts'

/**
 * The data of a restored corpus. Slots are consecutive; no document is removed. Words and documents come in pieces of
 * some 64 KB, so that restoring can yield between them.
 */
export interface CorpusState {
  readonly documents: Iterable<readonly SearchDocument[]>
  /** By slot: the lengths of title, tags and text. */
  readonly lengths: Uint32Array
  readonly terms: VocabularyState
  readonly forms: VocabularyState & { readonly termOf: Uint32Array<ArrayBuffer> }
  readonly forward: ForwardState
}

export interface VocabularyState {
  /** By number; empty for an unused number. */
  readonly texts: Iterable<readonly string[]>
  /** By number: how many documents hold the string. */
  readonly documents: Uint32Array<ArrayBuffer>
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()
const newlineByte = 10
const pieceBytes = 2 ** 16

/**
 * `note` is returned when decoding. Numbers have the machine's byte order, which is little-endian wherever Node.js
 * runs.
 */
export function encodeCorpus(state: CorpusState, note: string): Uint8Array<ArrayBuffer> {
  const { documents, lengths, terms, forms, forward } = state
  const numbers = [terms.documents, forms.documents, forms.termOf, lengths, forward.starts]
  return joinSections([
    encoder.encode(note),
    ...numbers.map(bytesOf),
    forward.bytes,
    lines(terms.texts),
    lines(forms.texts),
    ...Array.from(documents, (piece) => lines([piece.map((document) => JSON.stringify(document))])),
  ])
}

/** @throws RangeError if the bytes are not a snapshot of this version */
export function decodeCorpus(encoded: Uint8Array): CorpusState & { readonly note: string } {
  const [note, termDocuments, formDocuments, termOf, lengths, starts, bytes, terms, forms, ...documents] =
    splitSections(encoded)
  if (bytes === undefined || terms === undefined || forms === undefined)
    throw new RangeError('The index snapshot has too few sections. Build the index from the documents.')
  return {
    note: decoder.decode(note),
    terms: { texts: pieces([terms], String), documents: numbersOf(termDocuments) },
    forms: { texts: pieces([forms], String), documents: numbersOf(formDocuments), termOf: numbersOf(termOf) },
    lengths: numbersOf(lengths),
    forward: { starts: numbersOf(starts), bytes },
    documents: pieces(documents, (line) => JSON.parse(line)),
  }
}

const lines = (texts: Iterable<readonly string[]>): Uint8Array =>
  encoder.encode(Array.from(texts, (piece) => piece.map((line) => `${line}\n`).join('')).join(''))

/** Every line, parsed by `read`, in pieces. */
function* pieces<Line>(sections: readonly Uint8Array[], read: (line: string) => Line): Generator<Line[]> {
  for (const bytes of sections) {
    for (let start = 0; start < bytes.length; ) {
      const newline = bytes.indexOf(newlineByte, start + pieceBytes)
      const end = newline < 0 ? bytes.length - 1 : newline
      yield decoder.decode(bytes.subarray(start, end)).split('\n').map(read)
      start = end + 1
    }
  }
}

const bytesOf = (numbers: Uint32Array): Uint8Array =>
  new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)
/** Copies, because numbers must be aligned. */
const numbersOf = (bytes: Uint8Array | undefined): Uint32Array<ArrayBuffer> =>
  new Uint32Array(new Uint8Array(bytes ?? []).buffer)
