import { quantise } from './quantise.ts'

/** A direction in the space of meanings, in eight bits a number. */
export interface Direction {
  readonly values: Int8Array
  /** One over its length; 0 for no direction at all. */
  readonly inverseLength: number
}

export function direction(vector: ArrayLike<number>): Direction {
  const { values } = quantise(vector)
  return { values, inverseLength: inverseLength(values) }
}

export function inverseLength(values: Int8Array): number {
  let squares = 0
  for (let i = 0; i < values.length; i++) squares += (values[i] as number) ** 2
  return squares === 0 ? 0 : 1 / Math.sqrt(squares)
}
