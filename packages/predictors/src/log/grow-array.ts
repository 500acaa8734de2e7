type Column = Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer> | Uint8Array<ArrayBuffer>

/** Returns the column itself if it holds `length` elements, else a copy that is larger by at least 3/10. */
export function growArray<T extends Column>(column: T, length: number): T {
  if (length <= column.length) return column
  const room = Math.max(length, Math.ceil(column.length * 1.3), 16)
  const larger = new (column.constructor as new (length: number) => T)(room)
  larger.set(column)
  return larger
}
