import { endianness } from 'node:os'

interface Expected {
  readonly count: number
  /** Undefined if any number is accepted; it must still be the same for all vectors. */
  readonly dimensions: number | undefined
}

/**
 * Reads the vectors of an answer, in the order of the texts that were sent. Numbers come as base64 of little-endian
 * 32-bit floats, which we ask for, or as JSON, which is all that some servers know.
 * @throws TypeError that says what is wrong with the answer, without quoting it
 */
export function readVectors(answer: unknown, { count, dimensions }: Expected): Float32Array[] {
  const data = member(answer, 'data')
  if (!Array.isArray(data) || data.length !== count)
    throw new TypeError(`the answer is not a list of ${count} embeddings`)
  const vectors: Float32Array[] = []
  for (const [place, entry] of data.entries()) vectors[indexOf(entry, place)] = numbersOf(member(entry, 'embedding'))
  const length = dimensions ?? vectors[0]?.length ?? 0
  for (let place = 0; place < count; place++) check(vectors[place], length)
  return vectors
}

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined

function indexOf(entry: unknown, place: number): number {
  const index = member(entry, 'index') ?? place
  if (!Number.isInteger(index)) throw new TypeError('an embedding has no index')
  return index as number
}

function numbersOf(embedding: unknown): Float32Array {
  if (typeof embedding === 'string') return fromBase64(embedding)
  // A value that is no number becomes NaN, which is then rejected.
  if (Array.isArray(embedding))
    return Float32Array.from(embedding, (value) => (typeof value === 'number' ? value : NaN))
  throw new TypeError('an embedding is neither numbers nor base64')
}

function fromBase64(text: string): Float32Array {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.length % 4 !== 0) throw new TypeError('an embedding is cut off')
  if (endianness() === 'BE') bytes.swap32()
  return new Float32Array(new Uint8Array(bytes).buffer)
}

function check(vector: Float32Array | undefined, length: number): void {
  if (vector === undefined) throw new TypeError('a text has no embedding')
  if (vector.length !== length) throw new TypeError(`an embedding has ${vector.length} dimensions, ${length} expected`)
  if (!vector.every(Number.isFinite)) throw new TypeError('an embedding contains a value that is no number')
  if (vector.every((value) => value === 0)) throw new TypeError('an embedding is zero')
}
