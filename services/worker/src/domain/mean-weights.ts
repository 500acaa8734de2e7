/** Fewer tenants give no mean, so that nobody can infer the weights of one tenant. */
const leastTenants = 5
/** Fewer cases say little about a tenant. */
const leastCases = 200

type Weights = Readonly<Record<string, number>>

/** The mean of the weights that tenants learned for the sources of suggestions. */
export class MeanWeights {
  readonly #sums: Record<string, number> = {}
  #tenants = 0

  /** Adds one tenant, once. */
  add({ weights, cases }: { readonly weights: Weights; readonly cases: number }): void {
    if (cases < leastCases) return
    this.#tenants++
    for (const [name, weight] of Object.entries(weights)) this.#sums[name] = (this.#sums[name] ?? 0) + weight
  }

  /** How many tenants had enough cases. */
  get tenants(): number {
    return this.#tenants
  }

  /** Undefined if there are too few tenants. */
  get mean(): Weights | undefined {
    if (this.#tenants < leastTenants) return undefined
    return Object.fromEntries(Object.entries(this.#sums).map(([name, sum]) => [name, sum / this.#tenants]))
  }
}
