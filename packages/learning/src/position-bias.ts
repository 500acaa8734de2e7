export interface PositionBiasOptions {
  /** Positions with an estimate of their own. Those below count as the last of them. */
  positions?: number
  /** Factor on all earlier pairs per pair, in (0, 1]; 1 forgets nothing. */
  fading?: number
}

export interface PositionBiasState {
  /** Faded clicks of the pairs (k, k + 1), per k. */
  upperClicks: number[]
  lowerClicks: number[]
}

/** Two neighbours whose order was decided by a fair coin. Positions count from 0. */
export interface RandomisedPair {
  upper: number
  isUpperClicked: boolean
  isLowerClicked: boolean
}

/** Clicks that the power law counts beside those of a pair. */
const priorClicks = 50
/** Standard deviation of the exponent before any click; its mean is 1 (Joachims et al. 2017, 1 / position). */
const exponentDeviation = 0.3

/**
 * How often each position is examined, relative to the top one, by the position-based click model: P(click) =
 * examination(position) · attraction(item).
 *
 * A fair coin decides the order of two neighbours, so both positions show the same items in distribution. The ratio of
 * their clicks is then the ratio of their examinations (FairPairs, Radlinski & Joachims, AAAI 2006; Joachims,
 * Swaminathan & Schnabel, WSDM 2017; Wang et al., WSDM 2018). The curve is the product of the ratios. Such a product
 * is noisy: some 60,000 clicks on pairs bring ten positions within 10 %. Each ratio is therefore shrunk towards a power
 * law 1 / (k + 1)^η, fitted to all pairs.
 */
export class PositionBias {
  readonly #fading: number
  readonly #upper: Float64Array
  readonly #lower: Float64Array
  #curve: number[] | undefined

  constructor({ positions = 20, fading = 1 }: PositionBiasOptions = {}) {
    if (!(Number.isInteger(positions) && positions >= 2))
      throw new RangeError(`positions must be an integer of at least 2, got ${positions}`)
    if (!(fading > 0 && fading <= 1)) throw new RangeError(`fading must be above 0 and at most 1, got ${fading}`)
    this.#fading = fading
    this.#upper = new Float64Array(positions - 1)
    this.#lower = new Float64Array(positions - 1)
  }

  /** Adds a pair, swapped or not. A pair without a click says nothing; pairs below the last position are ignored. */
  add({ upper, isUpperClicked, isLowerClicked }: RandomisedPair): void {
    if (!(upper >= 0 && upper < this.#upper.length) || !(isUpperClicked || isLowerClicked)) return
    for (const clicks of [this.#upper, this.#lower])
      for (let k = 0; k < clicks.length; k++) clicks[k] = (clicks[k] as number) * this.#fading
    if (isUpperClicked) this.#upper[upper] = (this.#upper[upper] as number) + 1
    if (isLowerClicked) this.#lower[upper] = (this.#lower[upper] as number) + 1
    this.#curve = undefined
  }

  /** Above 0; 1 at the top. Before any click it is 1 / (position + 1). */
  examination(position: number): number {
    return this.curve[Math.min(position, this.#upper.length)] as number
  }

  /** The examination of each position. */
  get curve(): readonly number[] {
    this.#curve ??= this.#fit()
    return this.#curve
  }

  get state(): PositionBiasState {
    return { upperClicks: [...this.#upper], lowerClicks: [...this.#lower] }
  }

  /** @throws RangeError if the number of positions is another one */
  restore({ upperClicks, lowerClicks }: PositionBiasState): void {
    if (upperClicks.length !== this.#upper.length || lowerClicks.length !== this.#lower.length)
      throw new RangeError(`the state must have ${this.#upper.length} pairs, got ${upperClicks.length}`)
    this.#upper.set(upperClicks)
    this.#lower.set(lowerClicks)
    this.#curve = undefined
  }

  #fit(): number[] {
    const exponent = this.#exponent()
    const curve = [1]
    for (let k = 0; k < this.#upper.length; k++) {
      const upperShare = shareOfUpper(k, exponent)
      const upper = (this.#upper[k] as number) + priorClicks * upperShare
      const lower = (this.#lower[k] as number) + priorClicks * (1 - upperShare)
      curve.push(((curve[k] as number) * lower) / upper)
    }
    return curve
  }

  /** The exponent with the highest posterior density, by Newton's method; the log-posterior is concave. */
  #exponent(): number {
    let exponent = 1
    for (let round = 0; round < 20; round++) {
      let slope = (1 - exponent) / exponentDeviation ** 2
      let curvature = 1 / exponentDeviation ** 2
      for (let k = 0; k < this.#upper.length; k++) {
        const clicks = (this.#upper[k] as number) + (this.#lower[k] as number)
        const share = shareOfUpper(k, exponent)
        slope += logStep(k) * ((this.#upper[k] as number) - clicks * share)
        curvature += logStep(k) ** 2 * clicks * share * (1 - share)
      }
      exponent += Math.max(-1, Math.min(1, slope / curvature))
    }
    return exponent
  }
}

/** Logarithm of the ratio of the positions k + 2 and k + 1, counted from 1. */
function logStep(k: number): number {
  return Math.log((k + 2) / (k + 1))
}

/** The share of a pair's clicks that its upper position gets under the power law. */
function shareOfUpper(k: number, exponent: number): number {
  return 1 / (1 + Math.exp(-exponent * logStep(k)))
}
