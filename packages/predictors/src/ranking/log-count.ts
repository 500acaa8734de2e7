const tabled = Float64Array.from({ length: 4096 }, (_, count) => Math.log(count))

/** The natural logarithm of a count, from a table where it is small: most items are used seldom. */
export function logCount(count: number): number {
  return count < tabled.length ? tabled[count]! : Math.log(count)
}
