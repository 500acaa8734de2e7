/**
 * The n-th highest (from 1) of the first `size` values, which it reorders. Quickselect (Hoare, CACM 4, 1961), linear on
 * average.
 */
export function nthHighest(values: Float64Array, size: number, n: number): number {
  const wanted = n - 1
  let low = 0
  let high = size - 1
  while (low < high) {
    const pivot = middle(values[low]!, values[(low + high) >> 1]!, values[high]!)
    let left = low
    let right = high
    while (left <= right) {
      while (values[left]! > pivot) left++
      while (values[right]! < pivot) right--
      if (left > right) break
      const value = values[left]!
      values[left++] = values[right]!
      values[right--] = value
    }
    if (wanted <= right) high = right
    else if (wanted >= left) low = left
    else break
  }
  return values[wanted]!
}

function middle(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
}
