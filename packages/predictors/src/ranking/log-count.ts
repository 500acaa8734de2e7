const tabled = Float64Array.from({ length: 4096 }, (_, count) => Math.log(count))

/** The natural logarithm of a count. Small counts are read from a table, because most items are used seldom. */
export function logCount(count: number): number {
  return count < tabled.length ? tabled[count]! : Math.log(count)
}
