import { latencyEdgesMs } from '../slo.ts'

/**
 * The upper edges, in s, of every histogram of durations: those of the service-level objectives among them, and up to
 * the time after which a request is given up.
 */
export const durationBuckets = [0.0005, 0.001, 0.0025, 0.005, ...latencyEdgesMs.map((ms) => ms / 1_000), 5, 10, 30, 60]
