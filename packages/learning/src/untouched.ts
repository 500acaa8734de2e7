const columns = new Map<string, Float64Array>()

/**
 * A column of one value for all that have not learned anything yet: many small models, most of them idle, share it.
 * Never write to it; a model that learns takes a copy of its own.
 */
export function untouched(length: number, value = 0): Float64Array {
  const key = `${length} ${value}`
  const known = columns.get(key)
  if (known) return known
  const column = new Float64Array(length).fill(value)
  columns.set(key, column)
  return column
}
