import { seededRandom } from '@inkling/learning'
import { quantise } from './direction.ts'
import { nearestOthers, paddedWidth, pointsOf } from './dot-products.ts'

const rounds = 4
/** How many vectors are sampled per centroid. */
const vectorsPerCluster = 24
const seed = 2
const most = 127

/**
 * Centroids of unit vectors, themselves of unit length (spherical k-means; Dhillon and Modha, Machine Learning 42,
 * 2001), times 127. Deterministic.
 */
export function cluster(vectors: readonly Float64Array[], count: number): Int8Array {
  const random = seededRandom(seed)
  const sample =
    vectors.length <= count * vectorsPerCluster ? [...vectors] : drawn(vectors, count * vectorsPerCluster, random)
  let centroids: readonly Float64Array[] = drawn(sample, count, random)
  const quantised = sample.map((vector) => quantise(vector).values)
  for (let round = 0; round < rounds; round++) centroids = moved(sample, quantised, centroids)
  return pointsOf(centroids.map(bytesOf), sample[0]?.length ?? 0).vectors
}

function drawn<T>(from: readonly T[], count: number, random: () => number): T[] {
  const rest = [...from]
  return Array.from({ length: Math.min(count, rest.length) }, () => {
    const n = Math.floor(random() * rest.length)
    const [taken, last] = [rest[n]!, rest.pop() as T]
    if (n < rest.length) rest[n] = last
    return taken
  })
}

/** Moves each centroid to the centre of its nearest vectors, by products of bytes. A centroid without vectors stays. */
function moved(
  vectors: readonly Float64Array[],
  quantised: readonly Int8Array[],
  centroids: readonly Float64Array[],
): readonly Float64Array[] {
  const sums = centroids.map(({ length }) => new Float64Array(length))
  const width = paddedWidth(sums[0]?.length ?? 0)
  nearestOthers(pointsOf(quantised, width), pointsOf(centroids.map(bytesOf), width), width).forEach((nearest, n) => {
    const sum = sums[nearest]!
    const vector = vectors[n]!
    for (let i = 0; i < sum.length; i++) sum[i] = sum[i]! + vector[i]!
  })
  return sums.map((sum, n) => unit(sum) ?? centroids[n]!)
}

const bytesOf = (vector: Float64Array): Int8Array => Int8Array.from(vector, (value) => Math.round(value * most))

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

/** The vector with length 1; `undefined` for zero. */
export function unit(vector: Float64Array): Float64Array | undefined {
  const length = Math.sqrt(dot(vector, vector))
  return length === 0 ? undefined : vector.map((value) => value / length)
}
