type Column = Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer> | Uint8Array<ArrayBuffer>

/** The column itself if it holds `length` elements, else a copy with room to spare (3/10, so that slack stays small). */
export function growArray<T extends Column>(column: T, length: number): T {
  if (length <= column.length) return column
  const room = Math.max(length, Math.ceil(column.length * 1.3), 16)
  const larger = new (column.constructor as new (length: number) => T)(room)
  larger.set(column)
  return larger
}
