import type { PolicySettings } from './policy.ts'

const shared = {
  breakAfter: 5,
  firstHalfOpenAfterMs: 1_000,
  halfOpenAfterMs: 60_000,
  retries: 3,
  retryDelayMs: 1_000,
  retryBudget: 0.1,
}

const external = {
  ...shared,
  concurrent: 10,
  minConcurrent: 10,
  queued: 100,
  standingMs: 120_000,
  attemptTimeoutMs: 120_000,
  slowMs: 30_000,
} satisfies PolicySettings

/** The settings of a policy by kind of dependency, unless the environment says otherwise. */
export const predefined = {
  database: {
    ...shared,
    concurrent: 50,
    minConcurrent: 50,
    queued: 200,
    standingMs: 30_000,
    attemptTimeoutMs: 30_000,
    slowMs: 1_500,
  },
  /** Another of our services: it starts again within seconds, so its circuit is tried at least every 5 s. */
  upstream: {
    ...shared,
    concurrent: 128,
    minConcurrent: 32,
    queued: 200,
    standingMs: 350,
    attemptTimeoutMs: 30_000,
    slowMs: 1_000,
    halfOpenAfterMs: 5_000,
  },
  external,
  embeddings: { ...external, attemptTimeoutMs: 60_000 },
} satisfies Readonly<Record<string, PolicySettings>>
