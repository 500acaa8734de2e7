import { seededRandom } from '@inkling/learning'

const ROUNDS = 4
/** Vectors looked at for each centroid. */
const SAMPLE = 24
const SEED = 2
const MOST = 127

/**
 * Centroids of unit vectors, themselves of unit length (spherical k-means; Dhillon and Modha, Machine Learning 42, 2001),
 * times 127. The same every time.
 */
export function cluster(vectors: readonly Float64Array[], count: number): Int8Array {
  const random = seededRandom(SEED)
  const sample = vectors.length <= count * SAMPLE ? [...vectors] : drawn(vectors, count * SAMPLE, random)
  let centroids = drawn(sample, count, random)
  for (let round = 0; round < ROUNDS; round++) centroids = moved(sample, centroids)
  return Int8Array.from(centroids.flatMap((centroid) => Array.from(centroid, (value) => Math.round(value * MOST))))
}

function drawn<T>(from: readonly T[], count: number, random: () => number): T[] {
  const rest = [...from]
  return Array.from({ length: Math.min(count, rest.length) }, () => {
    const n = Math.floor(random() * rest.length)
    const [taken, last] = [rest[n] as T, rest.pop() as T]
    if (n < rest.length) rest[n] = last
    return taken
  })
}

/** Each centroid in the middle of the vectors nearest to it; one that has none stays. */
function moved(vectors: readonly Float64Array[], centroids: readonly Float64Array[]): Float64Array[] {
  const sums = centroids.map(({ length }) => new Float64Array(length))
  for (const vector of vectors) {
    let best = 0
    let most = Number.NEGATIVE_INFINITY
    centroids.forEach((centroid, n) => {
      const likeness = dot(centroid, vector)
      if (likeness > most) [best, most] = [n, likeness]
    })
    const sum = sums[best] as Float64Array
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (vector[i] as number)
  }
  return sums.map((sum, n) => unit(sum) ?? (centroids[n] as Float64Array))
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number)
  return sum
}

/** The vector with length 1; `undefined` for zero. */
export function unit(vector: Float64Array): Float64Array | undefined {
  const length = Math.sqrt(dot(vector, vector))
  return length === 0 ? undefined : vector.map((value) => value / length)
}
