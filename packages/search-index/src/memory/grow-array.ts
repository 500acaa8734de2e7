type Growable = Int8Array | Int32Array | Uint8Array | Uint16Array | Uint32Array | Float32Array | Float64Array

/** The array itself while it holds `length` elements, else a copy an eighth larger: memory matters more here than copying. New elements are zero. */
export function growArray<T extends Growable>(array: T, length: number): T {
  if (length <= array.length) return array
  const grown = new (array.constructor as new (length: number) => T)(Math.max(length, Math.ceil(array.length * 1.125)))
  grown.set(array)
  return grown
}
