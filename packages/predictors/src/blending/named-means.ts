interface Sums {
  values: number[]
  weight: number
  sources: number
}

/** Weighted means of vectors by name, over sources whose names may differ. */
export class NamedMeans {
  readonly #sums = new Map<string, Sums>()

  /** @param weight of the source; a source without weight adds nothing */
  add(named: Readonly<Record<string, readonly number[]>>, weight: number): void {
    if (!(weight > 0)) return
    for (const [name, vector] of Object.entries(named)) {
      const sums = this.#sums.get(name) ?? { values: vector.map(() => 0), weight: 0, sources: 0 }
      if (vector.length !== sums.values.length || !vector.every(Number.isFinite)) continue
      this.#sums.set(name, sums)
      sums.values = sums.values.map((sum, i) => sum + weight * vector[i]!)
      sums.weight += weight
      sums.sources++
    }
  }

  /** The means of the names that at least so many sources have. */
  of(leastSources: number): Record<string, number[]> {
    const common = [...this.#sums].filter(([, { sources }]) => sources >= leastSources)
    return Object.fromEntries(common.map(([name, { values, weight }]) => [name, values.map((sum) => sum / weight)]))
  }
}
