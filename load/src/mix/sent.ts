import { type Kind, kinds } from './kinds.ts'

/** A request and what the client saw of it. */
export interface Sent {
  readonly kind: Kind
  readonly tenant: string
  /** When it was due, in milliseconds of `performance.now()`. */
  readonly atMs: number
  /** From then until its answer was read; undefined while it is under way. */
  tookMs?: number
  /** 0 if there was no answer: the connection failed, or nothing came for a long time. */
  status: number
  /** What the answer did without. */
  degraded?: string
  /** Of events. */
  readonly eventId?: string
}

/**
 * `ok` within the objective, `degraded` the same without a part, `late` after it, `refused` with a status that asks the
 * client to try again, `failed` otherwise.
 */
const outcomes = ['ok', 'degraded', 'late', 'refused', 'failed'] as const
export type Outcome = (typeof outcomes)[number]

/** Too many requests, unavailable, out of time. */
const refusals = new Set([429, 503, 504])

export function outcomeOf({ kind, status, tookMs = Number.POSITIVE_INFINITY, degraded }: Sent): Outcome {
  if (refusals.has(status)) return 'refused'
  if (status < 200 || status >= 300) return 'failed'
  if (tookMs > kinds[kind].objectiveMs) return 'late'
  return degraded === undefined ? 'ok' : 'degraded'
}

export const isGood = (sent: Sent): boolean => ['ok', 'degraded'].includes(outcomeOf(sent))

/** The share of requests that were answered within their objective; 1 if there were none. */
export const goodputOf = (sent: readonly Sent[]): number =>
  sent.length === 0 ? 1 : sent.filter(isGood).length / sent.length

/** Counts of outcomes, as "200 ok, 12 late, 3 refused (503 × 3)". */
export function seenBy(sent: readonly Sent[]): string {
  const parts = outcomes.flatMap((outcome) => {
    const those = sent.filter((one) => outcomeOf(one) === outcome)
    if (those.length === 0) return []
    const isPlain = outcome === 'ok' || outcome === 'degraded' || outcome === 'late'
    return `${those.length} ${outcome}${isPlain ? '' : ` (${statusesOf(those)})`}`
  })
  return parts.join(', ') || 'nothing'
}

function statusesOf(sent: readonly Sent[]): string {
  const counts = Map.groupBy(sent, ({ status }) => (status === 0 ? 'no answer' : String(status)))
  return [...counts].map(([status, those]) => `${status} × ${those.length}`).join(', ')
}
