/** Within how many ms 95 % of the answers must come: those of packages/telemetry/src/slo.ts, as a test holds. */
export const p95Ms = { predictions: 500, suggestions: 400, searches: 300 } as const

/** Within how many ms 99 % of them must come. */
export const p99Ms = 1_000
