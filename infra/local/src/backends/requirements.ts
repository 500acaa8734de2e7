/** The oldest versions that do what Inkling needs. */
export const minimumMajor = { postgres: 15, redis: 7 } as const

export type Backend = keyof typeof minimumMajor
