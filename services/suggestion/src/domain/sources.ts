/** The sources of candidates. The learned state holds their weights in this order, so new ones come last. */
export const sourceNames = ['coOccurrence', 'nextItem', 'textSimilarity', 'trend', 'timeOfWeek', 'usualHour'] as const

export type SourceName = (typeof sourceNames)[number]

/**
 * The weights before any feedback, in the order of the names: the log-odds by which the best item of a source is chosen
 * rather than one that the source does not list. What everyone does counts little beside what goes with the context.
 */
export const firstWeights: readonly number[] = [3, 2, 2.5, 0.25, 1, 0.25]

/** The weights from which a tenant starts. @param prior The mean of those of many tenants, by name */
export const startOf = (prior: Readonly<Record<string, number>> = {}): number[] =>
  sourceNames.map((name, n) => prior[name] ?? (firstWeights[n] as number))

export const weightsByName = (weights: readonly number[]): Record<string, number> =>
  Object.fromEntries(sourceNames.map((name, n) => [name, weights[n] ?? 0]))
