const MOST = 127

export interface Quantised {
  readonly values: Int8Array
  /** What a value of 1 stands for. */
  readonly scale: number
}

/** A vector in eight bits a number, the largest being 127. */
export function quantise(vector: ArrayLike<number>): Quantised {
  const values = new Int8Array(vector.length)
  let largest = 0
  for (let i = 0; i < vector.length; i++) largest = Math.max(largest, Math.abs(vector[i] as number))
  if (largest === 0) return { values, scale: 0 }
  for (let i = 0; i < vector.length; i++) values[i] = Math.round(((vector[i] as number) / largest) * MOST)
  return { values, scale: largest / MOST }
}
