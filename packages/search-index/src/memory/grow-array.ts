type Growable = Int8Array | Int32Array | Uint8Array | Uint16Array | Uint32Array | Float32Array | Float64Array

/**
 * The array itself if it has `length` elements, else a copy that is larger by an eighth or more: memory matters more
 * here than copying. New elements are zero.
 */
export function growArray<T extends Growable>(array: T, length: number): T {
  if (length <= array.length) return array
  const grown = new (array.constructor as new (length: number) => T)(Math.max(length, Math.ceil(array.length * 1.125)))
  grown.set(array)
  return grown
}
