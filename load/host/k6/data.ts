const arrays = new Map<string, readonly unknown[]>()

/**
 * An array that all virtual users of a process read; its elements cannot be changed. The function runs once.
 * https://grafana.com/docs/k6/latest/javascript-api/k6-data/sharedarray/
 */
export class SharedArray {
  constructor(name: string, load: () => unknown[]) {
    const known = arrays.get(name)
    // A constructor that returns an object gives this object to `new`.
    // biome-ignore lint/correctness/noConstructorReturn: k6 gives an array to `new SharedArray`
    if (known) return known as SharedArray
    const loaded = load()
    if (!Array.isArray(loaded)) throw new Error(`The function of the SharedArray "${name}" must return an array.`)
    const copy = deepFreeze(JSON.parse(JSON.stringify(loaded)))
    arrays.set(name, copy)
    // biome-ignore lint/correctness/noConstructorReturn: as above
    return copy as SharedArray
  }
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(deepFreeze)
    Object.freeze(value)
  }
  return value
}
