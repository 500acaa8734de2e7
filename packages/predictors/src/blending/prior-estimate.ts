import { priorShare } from '@inkling/learning'
import type { BlendState } from './blend.ts'
import type { LogitCorrectionState } from './logit-correction.ts'
import type { MixtureState } from './mixture.ts'
import { NamedMeans } from './named-means.ts'
import type { Prior } from './prior.ts'

/** Fewer tenants give no mean, so that nobody can infer the weights of one tenant. */
const leastTenants = 5
/** Fewer cases say little about a tenant. */
const leastCases = 500

/**
 * The mean of the weights of many tenants. A tenant counts n / (n + n₀), the share of its own n cases against the prior
 * (see `shrink`), so none counts more than 1. As in Efron & Morris (1973), the many estimate the target of the few.
 */
export class PriorEstimate {
  readonly #seen = new NamedMeans()
  readonly #fresh = new NamedMeans()
  readonly #correction = new NamedMeans()
  #tenants = 0

  /** Adds one tenant, once. */
  add({ seen, fresh, correction }: BlendState): void {
    const cases = seen.updates + fresh.updates
    if (cases < leastCases) return
    this.#tenants++
    this.#seen.add(weightsIn(seen), ownShare(seen.updates))
    this.#fresh.add(weightsIn(fresh), ownShare(fresh.updates))
    if (correction) this.#correction.add(byFeature(correction), ownShare(cases))
  }

  /** How many tenants had enough cases. */
  get tenants(): number {
    return this.#tenants
  }

  /** Undefined if there are too few tenants. */
  get prior(): Prior | undefined {
    if (this.#tenants < leastTenants) return undefined
    const single = (means: NamedMeans) =>
      Object.fromEntries(Object.entries(means.of(leastTenants)).map(([name, [mean = 0]]) => [name, mean]))
    return { seen: single(this.#seen), fresh: single(this.#fresh), correction: this.#correction.of(leastTenants) }
  }
}

const ownShare = (cases: number) => (cases < leastCases ? 0 : 1 - priorShare(cases))

const weightsIn = ({ experts }: MixtureState) =>
  Object.fromEntries(Object.entries(experts).map(([name, { weight }]) => [name, [weight]]))

const byFeature = ({ features, weights }: LogitCorrectionState) =>
  Object.fromEntries(features.map((name, f) => [name, weights.filter((_, at) => at % features.length === f)]))
