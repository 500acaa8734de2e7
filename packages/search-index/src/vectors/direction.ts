const most = 127

export interface QuantisedVector {
  readonly values: Int8Array
  /** The value of 1. */
  readonly scale: number
}

/** A vector with eight bits per dimension. The largest number becomes 127. */
export function quantise(vector: ArrayLike<number>): QuantisedVector {
  const values = new Int8Array(vector.length)
  let largest = 0
  for (let i = 0; i < vector.length; i++) largest = Math.max(largest, Math.abs(vector[i]!))
  if (largest === 0) return { values, scale: 0 }
  for (let i = 0; i < vector.length; i++) values[i] = Math.round((vector[i]! / largest) * most)
  return { values, scale: largest / most }
}

/** A vector whose length does not matter, with eight bits per dimension. */
export interface Direction {
  readonly values: Int8Array
  /** One over its length; 0 for the zero vector. */
  readonly inverseLength: number
}

export function direction(vector: ArrayLike<number>): Direction {
  const { values } = quantise(vector)
  return { values, inverseLength: inverseLength(values) }
}

export function inverseLength(values: Int8Array): number {
  let squares = 0
  for (let i = 0; i < values.length; i++) squares += values[i]! ** 2
  return squares === 0 ? 0 : 1 / Math.sqrt(squares)
}
