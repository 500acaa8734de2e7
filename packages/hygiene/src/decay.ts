const dayMs = 86_400_000

export interface DecayOptions {
  /** Days after which a use counts half, above 0, by the kind of the item. */
  readonly halfLifeDaysByKind: Readonly<Record<string, number>>
  /** For kinds that are not listed, and items without a kind. */
  readonly halfLifeDays: number
}

/** Uses of an item that count alike. */
export interface Uses {
  readonly count: number
  readonly atMs: number
}

/**
 * Recency times frequency in one number: each use counts 1 and half as much after each half-life (exponential decay;
 * Cormode, Shkapenyuk, Srivastava and Xu, "Forward Decay", ICDE 2009, section 3.2). An item of score 1 was used once
 * just now, or twice a half-life ago. A use in the future counts as one now.
 */
export function decayedUses(uses: Iterable<Uses>, nowMs: number, halfLifeDays: number): number {
  let score = 0
  for (const { count, atMs } of uses) score += count * 2 ** (-Math.max(0, nowMs - atMs) / (halfLifeDays * dayMs))
  return score
}

/** @throws RangeError if the half-life is not a number above 0 */
export function halfLifeOf(kind: string | undefined, { halfLifeDays, halfLifeDaysByKind }: DecayOptions): number {
  const own = kind !== undefined && Object.hasOwn(halfLifeDaysByKind, kind) ? halfLifeDaysByKind[kind] : undefined
  const days = own ?? halfLifeDays
  if (!(days > 0 && Number.isFinite(days)))
    throw new RangeError(`the half-life of ${kind ?? 'items without a kind'} must be a number above 0, got ${days}`)
  return days
}
