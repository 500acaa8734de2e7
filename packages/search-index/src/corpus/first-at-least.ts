/** The first index from `from` to `end` whose value is at least `least`, in ascending values; near ones cost least. */
export function firstAtLeast(ascending: Uint32Array, from: number, end: number, least: number): number {
  let low = from
  let step = 1
  while (low + step <= end && (ascending[low + step - 1] as number) < least) {
    low += step
    step *= 2
  }
  let high = Math.min(end, low + step)
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((ascending[middle] as number) < least) low = middle + 1
    else high = middle
  }
  return low
}
