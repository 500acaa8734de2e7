/** The oldest major versions that Inkling works with. Only tests need the browser. */
export const minimumMajor = { postgres: 15, redis: 7, chromium: 121 } as const

export type Requirement = keyof typeof minimumMajor
