/** 40 % predictions, 30 % suggestions, 20 % searches, 5 % maintenance, 5 % learning metrics. */
export const weights = { predictions: 40, suggestions: 30, searches: 20, maintenance: 5, learning: 5 } as const

export type Kind = keyof typeof weights
export const kinds = Object.keys(weights) as Kind[]
