/**
 * The probabilities from which a page is prefetched (its document) and prerendered (the whole page with its scripts).
 */
export const speculationDefaults = { minProbability: 0.2, prerenderProbability: 0.5, limit: 5 } as const
