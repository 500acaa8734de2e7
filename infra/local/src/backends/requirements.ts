/** The oldest versions that do what Inkling needs; the browser is for tests alone. */
export const minimumMajor = { postgres: 15, redis: 7, chromium: 121 } as const

export type Requirement = keyof typeof minimumMajor
