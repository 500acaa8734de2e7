export interface PrefetchCandidate {
  /** That it is used next. */
  probability: number
  /** What a use saves, such as milliseconds of waiting. */
  benefit?: number
  /** What fetching it costs, in the unit of the benefit. */
  cost?: number
  sizeBytes?: number
}

export interface PrefetchBudget {
  bytes?: number
  requests?: number
}

/**
 * Chooses what to prefetch: the most of probability · benefit − cost that the budget pays for. The budget is never
 * exceeded, and nothing is chosen that costs more than it is expected to save.
 *
 * This is a knapsack. Candidates are taken by falling value per share of the budget (Dantzig, "Discrete-variable
 * extremum problems", Operations Research 5, 1957), unless one candidate alone is worth more than all of these. The
 * value is at least half of the greatest possible with one budget, and a quarter with both.
 *
 * @returns indexes of the candidates, in the order in which to fetch them
 */
export function choosePrefetch(
  candidates: readonly PrefetchCandidate[],
  { bytes = Number.POSITIVE_INFINITY, requests = Number.POSITIVE_INFINITY }: PrefetchBudget,
): number[] {
  const affordable = candidates
    .map(({ probability, benefit = 1, cost = 0, sizeBytes = 0 }, index) => {
      const value = probability * benefit - cost
      const share = (sizeBytes > 0 ? sizeBytes / bytes : 0) + 1 / requests
      return { index, sizeBytes, value, density: share > 0 ? value / share : Number.POSITIVE_INFINITY }
    })
    .filter(({ sizeBytes, value }) => value > 0 && sizeBytes >= 0 && sizeBytes <= bytes && requests >= 1)
    .sort((a, b) => b.density - a.density || b.value - a.value || a.index - b.index)
  let [left, total] = [bytes, 0]
  const chosen: number[] = []
  for (const { index, sizeBytes, value } of affordable) {
    if (chosen.length + 1 > requests || sizeBytes > left) continue
    chosen.push(index)
    left -= sizeBytes
    total += value
  }
  const best = affordable.reduce((top, one) => (one.value > top.value ? one : top), { index: -1, value: total })
  return best.index >= 0 ? [best.index] : chosen
}
