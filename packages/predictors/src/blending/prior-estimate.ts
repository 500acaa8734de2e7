import { priorShare } from '@inkling/learning'
import type { BlendState } from './blend.ts'
import type { LogitCorrectionState } from './logit-correction.ts'
import type { MixtureState } from './mixture.ts'
import { NamedMeans } from './named-means.ts'
import type { Prior } from './prior.ts'

/** Of fewer tenants no mean is told, so that none's weights can be read off it. */
const leastTenants = 5
/** Fewer cases say little of a tenant. */
const leastCases = 500

/**
 * The mean of what tenants learned, each with the weight n / (n + n₀) that its own n cases have against the prior (see
 * `shrink`): as in Efron & Morris (1973) the many estimate what the few are drawn to, and none counts more than one.
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

  /** How many tenants there was something to learn from. */
  get tenants(): number {
    return this.#tenants
  }

  /** Undefined if they are too few. */
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
