export interface ShownItem {
  /** What each source scored it, in [0, 1]; 0 if the source did not list it. */
  scores: readonly number[]
  /** Relative examination of its position, above 0; see `PositionBias`. */
  examination: number
}

export interface Choice {
  /** All items of the answer. */
  shown: readonly ShownItem[]
  /** Index of the item that was clicked. */
  chosen: number
  /** When it is learned, by the clock of the learner, not of the client. */
  atMs: number
  /** How much the choice counts, in [0, 1]; see `InfluenceCap`. */
  weight?: number
  /** Whether the item was dismissed instead: the choice of the worst item. */
  isRejection?: boolean
}

/** Of the log-likelihood in the weight of one source. */
export interface ChoiceGradient {
  slope: number
  /** Minus the second derivative: what the choice tells of the weight. */
  information: number
}

/**
 * Gradient of the log-likelihood of a choice by the conditional logit, P(a) ∝ examination(a) · exp(weights ·
 * scores(a)); of a rejection, with the negative weights.
 *
 * @throws RangeError if the choice is not among the shown items, or an item has not one finite score per source
 */
export function choiceGradient(
  { shown, chosen, isRejection = false }: Choice,
  weights: Float64Array,
): ChoiceGradient[] {
  check(shown, chosen, weights.length)
  const sign = isRejection ? -1 : 1
  const probabilities = choiceProbabilities(shown, weights, sign)
  return Array.from(weights, (_, s) => {
    let [mean, square] = [0, 0]
    for (const [n, { scores }] of shown.entries()) {
      const [p, score] = [probabilities[n] as number, scores[s] as number]
      mean += p * score
      square += p * score * score
    }
    return {
      slope: sign * (((shown[chosen] as ShownItem).scores[s] as number) - mean),
      information: square - mean * mean,
    }
  })
}

function choiceProbabilities(shown: readonly ShownItem[], weights: Float64Array, sign: number): number[] {
  const utilities = shown.map(({ scores, examination }) =>
    weights.reduce((sum, weight, s) => sum + sign * weight * (scores[s] as number), Math.log(examination)),
  )
  const highest = Math.max(...utilities)
  const raised = utilities.map((utility) => Math.exp(utility - highest))
  const total = raised.reduce((sum, value) => sum + value, 0)
  return raised.map((value) => value / total)
}

function check(shown: readonly ShownItem[], chosen: number, sources: number): void {
  if (!(chosen in shown))
    throw new RangeError(`chosen must be the index of one of ${shown.length} items, got ${chosen}`)
  for (const { scores, examination } of shown)
    if (scores.length !== sources || !scores.every(Number.isFinite) || !(examination > 0))
      throw new RangeError(
        `an item must have ${sources} scores and an examination above 0, got ${scores} and ${examination}`,
      )
}
