import { type Choice, choiceGradient } from './choice-gradient.ts'

export interface FusionWeightsOptions {
  sources: number
  /** Weights to start from, and to which forgotten weights return; 1 each by default. */
  prior?: readonly number[]
  /** How many choices the prior counts. */
  priorChoices?: number
  /** Older choices fade; the weights rest on about this many. */
  memoryChoices?: number
  /** The most that one choice changes a weight. */
  mostStep?: number
  /** The most that a weight changes within one minute. */
  mostStepPerMinute?: number
  /** Weights lie in [0, mostWeight]. */
  mostWeight?: number
}

export interface FusionWeightsState {
  weights: number[]
  /** Per source the inverse of the variance of its weight. */
  precisions: number[]
  choices: number
  /** Minutes since 1970, and the weights at its beginning. */
  minute: number
  minuteWeights: number[]
}

/** Usual variance of a source's scores within an answer: what one choice tells of a weight. */
const informationPerChoice = 0.05
const minuteMs = 60_000

/**
 * Learned weights of a linear fusion of sources: score(item) = Σ weight · score of the source.
 *
 * A click is a choice among the shown items, P(a) ∝ examination(position of a) · exp(score(a)): the conditional logit
 * of McFadden (1974) with the position bias as an offset. Given one click this is the position-based click model, so
 * the weights are not biased by the positions (Chuklin, Markov & de Rijke, "Click models for web search", 2015).
 *
 * The weights are a normal posterior with independent weights, updated by one Newton step per choice (online Laplace
 * approximation, as in Chapelle & Li, NeurIPS 2011). Old choices fade towards the prior (stabilised forgetting, Kulhavý
 * & Zarrop 1993), so the learner follows changes. Weights are never negative (Breiman, "Stacked regressions", 1996).
 */
export class FusionWeights {
  readonly #prior: Float64Array
  readonly #priorPrecision: number
  readonly #memory: number
  readonly #mostStep: number
  readonly #mostStepPerMinute: number
  readonly #mostWeight: number
  readonly #weights: Float64Array
  readonly #precisions: Float64Array
  #choices = 0
  #minute = 0
  #minuteWeights: Float64Array

  constructor({
    sources,
    prior = Array.from({ length: sources }, () => 1),
    priorChoices = 20,
    memoryChoices = 1_000,
    mostStep = 0.2,
    mostStepPerMinute = 1,
    mostWeight = 20,
  }: FusionWeightsOptions) {
    const positive = { sources, priorChoices, memoryChoices, mostStep, mostStepPerMinute, mostWeight }
    for (const [name, value] of Object.entries(positive))
      if (!(value > 0)) throw new RangeError(`${name} must be above 0, got ${value}`)
    this.#mostWeight = mostWeight
    this.#prior = this.#checked(prior, sources)
    this.#priorPrecision = priorChoices * informationPerChoice
    this.#memory = 1 - 1 / Math.max(1, memoryChoices)
    this.#mostStep = mostStep
    this.#mostStepPerMinute = mostStepPerMinute
    this.#weights = this.#prior.slice()
    this.#minuteWeights = this.#prior.slice()
    this.#precisions = new Float64Array(sources).fill(this.#priorPrecision)
  }

  get weights(): readonly number[] {
    return [...this.#weights]
  }

  /** Choices learned, those of any weight above 0. */
  get choices(): number {
    return this.#choices
  }

  score(scores: readonly number[]): number {
    return this.#weights.reduce((sum, weight, s) => sum + weight * (scores[s] as number), 0)
  }

  /** Standard deviation of the score, because the weights are uncertain. */
  deviation(scores: readonly number[]): number {
    return Math.sqrt(this.#precisions.reduce((sum, precision, s) => sum + (scores[s] as number) ** 2 / precision, 0))
  }

  /** Learns a click or a rejection. @throws RangeError see `choiceGradient`; then nothing is learned */
  learn(choice: Choice): void {
    const { shown, atMs, weight = 1 } = choice
    const gradient = choiceGradient(choice, this.#weights)
    if (!(weight > 0) || shown.length < 2) return
    this.#beginMinute(atMs)
    this.#choices++
    for (const [s, { slope, information }] of gradient.entries())
      this.#step(s, weight * slope, weight * information, weight)
  }

  get state(): FusionWeightsState {
    return {
      weights: [...this.#weights],
      precisions: [...this.#precisions],
      choices: this.#choices,
      minute: this.#minute,
      minuteWeights: [...this.#minuteWeights],
    }
  }

  /** @throws RangeError if the state has another number of sources, or values out of range */
  restore({ weights, precisions, choices, minute, minuteWeights }: FusionWeightsState): void {
    const sources = this.#weights.length
    const restored = this.#checked(weights, sources)
    if (precisions.length !== sources || !precisions.every((precision) => precision > 0))
      throw new RangeError(`the state must have ${sources} precisions above 0, got ${precisions}`)
    this.#minuteWeights = this.#checked(minuteWeights, sources)
    this.#weights.set(restored)
    this.#precisions.set(precisions)
    this.#choices = choices
    this.#minute = minute
  }

  /** An earlier time counts for the last minute, so that no clock that goes back allows a further step. */
  #beginMinute(atMs: number): void {
    const minute = Math.floor(atMs / minuteMs)
    if (minute <= this.#minute) return
    this.#minute = minute
    this.#minuteWeights = this.#weights.slice()
  }

  #step(s: number, slope: number, information: number, weight: number): void {
    const [before, prior] = [this.#weights[s] as number, this.#prior[s] as number]
    const kept = this.#memory ** weight
    const old = kept * (this.#precisions[s] as number)
    const given = (1 - kept) * this.#priorPrecision
    const precision = old + given + information
    const wanted = (old * before + given * prior) / (old + given) + slope / precision
    const step = within(wanted - before, this.#mostStep * weight)
    const atMinute = this.#minuteWeights[s] as number
    const moved = atMinute + within(before + step - atMinute, this.#mostStepPerMinute)
    this.#weights[s] = Math.min(this.#mostWeight, Math.max(0, moved))
    this.#precisions[s] = precision
  }

  #checked(weights: readonly number[], sources: number): Float64Array {
    if (weights.length !== sources) throw new RangeError(`there must be ${sources} weights, got ${weights.length}`)
    for (const weight of weights)
      if (!(weight >= 0 && weight <= this.#mostWeight))
        throw new RangeError(`a weight must be at least 0 and at most ${this.#mostWeight}, got ${weight}`)
    return Float64Array.from(weights)
  }
}

function within(value: number, most: number): number {
  return Math.max(-most, Math.min(most, value))
}
